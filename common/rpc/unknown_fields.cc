#include "common/rpc/unknown_fields.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/unknown_field_set.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"

namespace guanxi::rpc {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

std::string Join(const std::string& path, absl::string_view name) {
  return path.empty() ? std::string(name) : absl::StrCat(path, ".", name);
}

// Where an unknown field is. Paths are made on the way back alone, as nearly no request has one.
// The depth is bounded: protobuf parses 100 levels and no more.
bool Find(const Message& message, std::string* path) {
  const Reflection& reflection = *message.GetReflection();
  const auto& unknown = reflection.GetUnknownFields(message);
  if (!unknown.empty()) {
    *path = absl::StrCat(unknown.field(0).number());
    return true;
  }
  const Descriptor& descriptor = *message.GetDescriptor();
  for (int i = 0; i < descriptor.field_count(); ++i) {
    const FieldDescriptor* const field = descriptor.field(i);
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (!field->is_repeated()) {
      if (reflection.HasField(message, field) &&
          Find(reflection.GetMessage(message, field), path)) {
        *path = Join(field->name(), *path);
        return true;
      }
      continue;
    }
    // Reading a map as a list copies it: only where values can hold anything.
    if (field->is_map() &&
        field->message_type()->map_value()->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
      continue;
    }
    const int size = reflection.FieldSize(message, field);
    for (int j = 0; j < size; ++j) {
      if (!Find(reflection.GetRepeatedMessage(message, field, j), path)) continue;
      *path = Join(absl::StrCat(field->name(), "[", j, "]"), *path);
      return true;
    }
  }
  return false;
}

}  // namespace

absl::Status CheckUnknownFields(const Message& message) {
  std::string path;
  if (!Find(message, &path)) return absl::OkStatus();
  return InvalidField(path, "there is no field of this number", "UNKNOWN_FIELD");
}

void MarkUnparsed(Message* message) {
  message->GetReflection()->MutableUnknownFields(message)->AddVarint(FieldDescriptor::kMaxNumber,
                                                                     0);
}

bool IsUnparsed(const Message& message) {
  const auto& unknown = message.GetReflection()->GetUnknownFields(message);
  return !unknown.empty() && unknown.field(0).number() == FieldDescriptor::kMaxNumber;
}

}  // namespace guanxi::rpc
