#include "common/resource/name_fields.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/base/uuid.h"
#include "common/resource/column.h"
#include "common/resource/resource_type.h"
#include "google/api/resource.pb.h"

namespace guanxi::resource {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Whether no name that is written so needs another form: most are canonical.
bool LooksCanonical(absl::string_view text) {
  return std::none_of(text.begin(), text.end(), [](unsigned char c) {
    return absl::ascii_isupper(c) || absl::ascii_isspace(c);
  });
}

// Visits the texts of one field.
bool ReplaceField(const FieldDescriptor* field, NameFields::Renamed renamed, Message* message) {
  const auto* reflection = message->GetReflection();
  std::string scratch;
  if (!field->is_repeated()) {
    const std::string& text = reflection->GetStringReference(*message, field, &scratch);
    if (text.empty()) return false;
    std::string other = renamed(field, text);
    if (other == text) return false;
    reflection->SetString(message, field, std::move(other));
    return true;
  }
  bool any = false;
  for (int i = 0; i < reflection->FieldSize(*message, field); ++i) {
    const std::string& text = reflection->GetRepeatedStringReference(*message, field, i, &scratch);
    std::string other = renamed(field, text);
    if (other == text) continue;
    reflection->SetRepeatedString(message, field, i, std::move(other));
    any = true;
  }
  return any;
}

bool ReplacePath(const std::vector<const FieldDescriptor*>& path, size_t depth,
                 NameFields::Renamed renamed, Message* message) {
  const FieldDescriptor* const field = path[depth];
  if (depth + 1 == path.size()) return ReplaceField(field, renamed, message);
  const auto* reflection = message->GetReflection();
  if (!field->is_repeated()) {
    if (!reflection->HasField(*message, field)) return false;
    return ReplacePath(path, depth + 1, renamed, reflection->MutableMessage(message, field));
  }
  bool any = false;
  for (int i = 0; i < reflection->FieldSize(*message, field); ++i) {
    any |= ReplacePath(path, depth + 1, renamed,
                       reflection->MutableRepeatedMessage(message, field, i));
  }
  return any;
}

}  // namespace

std::string CanonicalName(absl::string_view text) {
  std::vector<std::string> parts = absl::StrSplit(absl::StripAsciiWhitespace(text), '/');
  if (parts.size() % 2 != 0) return std::string(text);
  for (size_t i = 1; i < parts.size(); i += 2) {
    const auto id = Uuid::Parse(parts[i]);
    if (!id.ok()) return std::string(text);
    parts[i] = id->ToString();
  }
  return absl::StrJoin(parts, "/");
}

bool HoldsNames(const FieldDescriptor* field) {
  if (field->type() != FieldDescriptor::TYPE_STRING) return false;
  return !Rules(field).collection().empty() ||
         field->options().HasExtension(google::api::resource_reference);
}

NameFields::NameFields(const Descriptor* type) {
  Path path;
  Find(type, &path);
}

void NameFields::Find(const Descriptor* type, Path* path) {
  // A recursive type ends where it meets itself.
  for (const FieldDescriptor* outer : *path) {
    if (outer->containing_type() == type) return;
  }
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* const field = type->field(i);
    path->push_back(field);
    if (HoldsNames(field)) {
      paths_.push_back(*path);
    } else if (HoldsOurs(field)) {
      Find(field->message_type(), path);
    }
    path->pop_back();
  }
}

void NameFields::Canonicalize(Message* message) const {
  Replace([](const FieldDescriptor*,
             const std::string& text) { return LooksCanonical(text) ? text : CanonicalName(text); },
          message);
}

bool NameFields::Replace(Renamed renamed, Message* message) const {
  bool any = false;
  for (const Path& path : paths_) any |= ReplacePath(path, 0, renamed, message);
  return any;
}

}  // namespace guanxi::resource
