#include "common/policy/message_parts.h"

#include <memory>

#include "google/protobuf/util/message_differencer.h"

namespace guanxi::policy {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Where it stands; -1: nowhere.
int IndexOf(const Message& message, const FieldDescriptor* map, const std::string& key) {
  const FieldDescriptor* const key_field = map->message_type()->map_key();
  if (key_field->type() != FieldDescriptor::TYPE_STRING) return -1;
  const auto* reflection = message.GetReflection();
  for (int i = 0; i < reflection->FieldSize(message, map); ++i) {
    const Message& entry = reflection->GetRepeatedMessage(message, map, i);
    if (entry.GetReflection()->GetString(entry, key_field) == key) return i;
  }
  return -1;
}

}  // namespace

// There is no copying of one field by reflection.
void CopyField(const Message& from, const FieldDescriptor* field, Message* to) {
  std::unique_ptr<Message> copy(from.New());
  copy->CopyFrom(from);
  to->GetReflection()->ClearField(to, field);
  to->GetReflection()->SwapFields(copy.get(), to, {field});
}

bool IsSet(const Message& message, const FieldDescriptor* field) {
  const auto* reflection = message.GetReflection();
  return field->is_repeated() ? reflection->FieldSize(message, field) > 0
                              : reflection->HasField(message, field);
}

bool SameField(const Message& a, const Message& b, const FieldDescriptor* field) {
  if (IsSet(a, field) != IsSet(b, field)) return false;
  if (!IsSet(a, field)) return true;
  std::unique_ptr<Message> one(a.New()), other(b.New());
  CopyField(a, field, one.get());
  CopyField(b, field, other.get());
  return google::protobuf::util::MessageDifferencer::Equals(*one, *other);
}

std::vector<std::string> Keys(const Message& message, const FieldDescriptor* map) {
  std::vector<std::string> keys;
  const FieldDescriptor* const key_field = map->message_type()->map_key();
  if (key_field->type() != FieldDescriptor::TYPE_STRING) return keys;
  const auto* reflection = message.GetReflection();
  for (int i = 0; i < reflection->FieldSize(message, map); ++i) {
    const Message& entry = reflection->GetRepeatedMessage(message, map, i);
    keys.push_back(entry.GetReflection()->GetString(entry, key_field));
  }
  return keys;
}

const Message* FindEntry(const Message& message, const FieldDescriptor* map,
                         const std::string& key) {
  const int index = IndexOf(message, map, key);
  return index < 0 ? nullptr : &message.GetReflection()->GetRepeatedMessage(message, map, index);
}

Message* MutableEntry(Message* message, const FieldDescriptor* map, const std::string& key) {
  const int index = IndexOf(*message, map, key);
  return index < 0 ? nullptr
                   : message->GetReflection()->MutableRepeatedMessage(message, map, index);
}

void SetEntry(const FieldDescriptor* map, const std::string& key, const Message* entry,
              Message* message) {
  const auto* reflection = message->GetReflection();
  const int index = IndexOf(*message, map, key);
  if (index >= 0) {
    reflection->SwapElements(message, map, index, reflection->FieldSize(*message, map) - 1);
    reflection->RemoveLast(message, map);
  }
  if (entry != nullptr) reflection->AddMessage(message, map)->CopyFrom(*entry);
}

bool SameEntry(const Message* a, const Message* b) {
  if (a == nullptr || b == nullptr) return a == b;
  return google::protobuf::util::MessageDifferencer::Equals(*a, *b);
}

}  // namespace guanxi::policy
