#include "common/merge/entries.h"

#include <algorithm>
#include <memory>

#include "common/resource/message_fields.h"
#include "common/resource/resource_type.h"
#include "google/api/field_behavior.pb.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"

namespace guanxi::merge {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Maps inside in the order of their keys, so that what is equal has equal bytes.
std::string Bytes(const Message& message) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    message.SerializeToCodedStream(&coded);
  }
  return bytes;
}

// Of an entry that is a message.
std::string IdentityOf(const FieldDescriptor* field, const Message& entry) {
  const auto* reflection = entry.GetReflection();
  if (field->is_map()) {
    const FieldDescriptor* const key = field->message_type()->map_key();
    if (key->type() == FieldDescriptor::TYPE_STRING) return reflection->GetString(entry, key);
    return Bytes(entry);
  }
  for (int i = 0; i < field->message_type()->field_count(); ++i) {
    const FieldDescriptor* const part = field->message_type()->field(i);
    if (part->type() == FieldDescriptor::TYPE_STRING && !part->is_repeated() &&
        resource::HasBehavior(part, google::api::REQUIRED)) {
      return reflection->GetString(entry, part);
    }
  }
  return Bytes(entry);
}

}  // namespace

bool HasEntries(const FieldDescriptor* field) {
  return field->is_repeated() && (field->type() == FieldDescriptor::TYPE_STRING ||
                                  field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE);
}

std::vector<Entry> EntriesOf(const Message& message, const FieldDescriptor* field) {
  std::vector<Entry> entries;
  const auto* reflection = message.GetReflection();
  for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
    Entry entry;
    entry.holder = &message;
    entry.index = i;
    if (field->type() == FieldDescriptor::TYPE_STRING) {
      entry.identity = entry.content = reflection->GetRepeatedString(message, field, i);
    } else {
      const Message& part = reflection->GetRepeatedMessage(message, field, i);
      entry.identity = IdentityOf(field, part);
      entry.content = Bytes(part);
    }
    entries.push_back(std::move(entry));
  }
  if (field->is_map()) {
    std::sort(entries.begin(), entries.end(),
              [](const Entry& a, const Entry& b) { return a.identity < b.identity; });
  }
  return entries;
}

void SetEntries(const std::vector<Entry>& entries, const FieldDescriptor* field, Message* to) {
  const std::unique_ptr<Message> made(to->New());
  const auto* reflection = to->GetReflection();
  for (const Entry& entry : entries) {
    if (field->type() == FieldDescriptor::TYPE_STRING) {
      reflection->AddString(made.get(), field,
                            reflection->GetRepeatedString(*entry.holder, field, entry.index));
    } else {
      reflection->AddMessage(made.get(), field)
          ->CopyFrom(reflection->GetRepeatedMessage(*entry.holder, field, entry.index));
    }
  }
  reflection->SwapFields(made.get(), to, {field});
}

void CopyAnyField(const Message& from, const FieldDescriptor* field, Message* to) {
  const std::unique_ptr<Message> copy = resource::CopyMessage(from);
  to->GetReflection()->SwapFields(copy.get(), to, {field});
}

}  // namespace guanxi::merge
