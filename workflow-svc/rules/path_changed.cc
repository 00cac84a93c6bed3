#include "workflow-svc/rules/path_changed.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/text_format.h"

namespace guanxi::workflow {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::TextFormat;

// All values of one field, in order.
std::string TextOf(const Message& message, const FieldDescriptor* field) {
  const auto* const reflection = message.GetReflection();
  std::string text, one;
  if (!field->is_repeated()) {
    if (!reflection->HasField(message, field)) return "";
    TextFormat::PrintFieldValueToString(message, field, -1, &one);
    return absl::StrCat("=", one);
  }
  for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
    TextFormat::PrintFieldValueToString(message, field, i, &one);
    absl::StrAppend(&text, "=", one, "\n");
  }
  return text;
}

// The entry of a map from texts.
std::string EntryOf(const Message& message, const FieldDescriptor* map, absl::string_view key) {
  const auto* const reflection = message.GetReflection();
  const FieldDescriptor* const keys = map->message_type()->map_key();
  for (int i = 0; i < reflection->FieldSize(message, map); ++i) {
    const Message& entry = reflection->GetRepeatedMessage(message, map, i);
    if (keys->cpp_type() != FieldDescriptor::CPPTYPE_STRING) return "";
    if (entry.GetReflection()->GetString(entry, keys) != key) continue;
    return TextOf(entry, map->message_type()->map_value());
  }
  return "";
}

std::string ValueAt(const Message& message, absl::string_view path) {
  const size_t dot = path.find('.');
  const FieldDescriptor* const field =
      message.GetDescriptor()->FindFieldByName(std::string(path.substr(0, dot)));
  if (field == nullptr) return "";
  if (dot == absl::string_view::npos) return TextOf(message, field);
  const absl::string_view rest = path.substr(dot + 1);
  if (field->is_map()) return EntryOf(message, field, rest);
  if (field->is_repeated() || field->message_type() == nullptr) return TextOf(message, field);
  return ValueAt(message.GetReflection()->GetMessage(message, field), rest);
}

}  // namespace

bool PathDiffers(const Message& before, const Message& after, absl::string_view path) {
  return ValueAt(before, path) != ValueAt(after, path);
}

}  // namespace guanxi::workflow
