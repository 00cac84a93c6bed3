#include "common/resource/unknown_fields.h"

#include <algorithm>
#include <vector>

#include "common/resource/resource_type.h"

namespace guanxi::resource {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

std::vector<const FieldDescriptor*> SetFields(const Message& message) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  return fields;
}

bool IsMapOfMessages(const FieldDescriptor* field) {
  return field->is_map() && field->message_type()->map_value()->message_type() != nullptr;
}

// Whether there are any, as far as one can see without looking into maps, which is slow.
struct Sight {
  bool unknown = false;
  bool map = false;  // there is a map that may hide some
};

void Look(const Message& message, Sight* sight) {
  const auto* reflection = message.GetReflection();
  if (!reflection->GetUnknownFields(message).empty()) sight->unknown = true;
  for (const FieldDescriptor* field : SetFields(message)) {
    if (sight->unknown) return;
    if (field->message_type() == nullptr) continue;
    if (field->is_map()) {
      sight->map = sight->map || IsMapOfMessages(field);
    } else if (field->is_repeated()) {
      for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
        Look(reflection->GetRepeatedMessage(message, field, i), sight);
      }
    } else {
      Look(reflection->GetMessage(message, field), sight);
    }
  }
}

void Copy(const Message& from, Message* taken) {
  const auto* reflection = from.GetReflection();
  reflection->MutableUnknownFields(taken)->MergeFrom(reflection->GetUnknownFields(from));
  for (const FieldDescriptor* field : SetFields(from)) {
    if (!HoldsOurs(field)) continue;
    if (!field->is_repeated()) {
      Copy(reflection->GetMessage(from, field), reflection->MutableMessage(taken, field));
      continue;
    }
    for (int i = 0; i < reflection->FieldSize(from, field); ++i) {
      Copy(reflection->GetRepeatedMessage(from, field, i), reflection->AddMessage(taken, field));
    }
  }
}

}  // namespace

std::unique_ptr<Message> TakeUnknownFields(Message* message) {
  Sight sight;
  Look(*message, &sight);
  std::unique_ptr<Message> taken;
  if (sight.unknown) {
    taken.reset(message->New());
    Copy(*message, taken.get());
  }
  if (sight.unknown || sight.map) message->DiscardUnknownFields();
  return taken;
}

void PutUnknownFields(const Message& taken, Message* message) {
  const auto* reflection = message->GetReflection();
  reflection->MutableUnknownFields(message)->MergeFrom(reflection->GetUnknownFields(taken));
  for (const FieldDescriptor* field : SetFields(taken)) {
    if (!field->is_repeated()) {
      if (reflection->HasField(*message, field)) {
        PutUnknownFields(reflection->GetMessage(taken, field),
                         reflection->MutableMessage(message, field));
      }
      continue;
    }
    const int size =
        std::min(reflection->FieldSize(taken, field), reflection->FieldSize(*message, field));
    for (int i = 0; i < size; ++i) {
      PutUnknownFields(reflection->GetRepeatedMessage(taken, field, i),
                       reflection->MutableRepeatedMessage(message, field, i));
    }
  }
}

}  // namespace guanxi::resource
