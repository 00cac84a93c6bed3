#include "common/resource/field_changes.h"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "google/protobuf/util/message_differencer.h"

namespace guanxi::resource {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Struct;
using google::protobuf::Value;
using google::protobuf::util::MessageDifferencer;
using metadata::v1::Change;

// The field's value as JSON has it; nothing if it is not set.
absl::StatusOr<std::optional<Value>> ToValue(const Message& message, const FieldDescriptor* field) {
  std::unique_ptr<Message> only(message.New());
  only->CopyFrom(message);
  std::vector<const FieldDescriptor*> set;
  message.GetReflection()->ListFields(message, &set);
  bool found = false;
  for (const FieldDescriptor* one : set) {
    found = found || one == field;
    if (one != field) only->GetReflection()->ClearField(only.get(), one);
  }
  if (!found) return std::optional<Value>();
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string json;
  Struct parsed;
  if (!google::protobuf::util::MessageToJsonString(*only, &json, options).ok() ||
      !google::protobuf::util::JsonStringToMessage(json, &parsed).ok()) {
    return absl::InternalError(absl::StrCat(field->full_name(), ": no JSON can hold it"));
  }
  return std::optional<Value>(parsed.fields().at(field->name()));
}

void Add(const std::string& path, const Value* before, const Value* after, Change* change) {
  auto* const entry = change->add_fields();
  entry->set_path(path);
  if (before != nullptr) *entry->mutable_before() = *before;
  if (after != nullptr) *entry->mutable_after() = *after;
}

// The entries of two maps, as JSON has them.
void AddEntries(const std::string& path, const std::optional<Value>& before,
                const std::optional<Value>& after, Change* change) {
  static const auto* const kNone = new Struct();
  const Struct& a = before.has_value() ? before->struct_value() : *kNone;
  const Struct& b = after.has_value() ? after->struct_value() : *kNone;
  std::set<std::string> keys;
  for (const Struct* one : {&a, &b}) {
    for (const auto& [key, value] : one->fields()) keys.insert(key);
  }
  for (const std::string& key : keys) {
    const auto x = a.fields().find(key), y = b.fields().find(key);
    const Value* const old = x != a.fields().end() ? &x->second : nullptr;
    const Value* const now = y != b.fields().end() ? &y->second : nullptr;
    if (old != nullptr && now != nullptr && MessageDifferencer::Equals(*old, *now)) continue;
    Add(absl::StrCat(path, ".", key), old, now, change);
  }
}

absl::Status AddDifferences(const std::string& prefix, const std::set<const FieldDescriptor*>& skip,
                            const Message& before, const Message& after, Change* change) {
  const auto* descriptor = before.GetDescriptor();
  const auto* reflection = before.GetReflection();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const FieldDescriptor* field = descriptor->field(i);
    MessageDifferencer differencer;
    if (skip.count(field) != 0 || differencer.CompareWithFields(before, after, {field}, {field})) {
      continue;
    }
    const std::string path = absl::StrCat(prefix, field->name());
    if (HoldsOurs(field) && !field->is_repeated()) {
      GUANXI_RETURN_IF_ERROR(AddDifferences(absl::StrCat(path, "."), {},
                                            reflection->GetMessage(before, field),
                                            reflection->GetMessage(after, field), change));
      continue;
    }
    GUANXI_ASSIGN_OR_RETURN(const auto old, ToValue(before, field));
    GUANXI_ASSIGN_OR_RETURN(const auto now, ToValue(after, field));
    if (field->is_map()) {
      AddEntries(path, old, now, change);
    } else {
      Add(path, old.has_value() ? &*old : nullptr, now.has_value() ? &*now : nullptr, change);
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status AddFieldChanges(const ResourceType& type, const Message& before, const Message& after,
                             Change* change) {
  return AddDifferences("",
                        {type.etag_field(), type.create_time_field(), type.update_time_field(),
                         type.delete_time_field()},
                        before, after, change);
}

absl::Status AddAllFields(const ResourceType& type, const Message& state, Change* change) {
  const std::unique_ptr<Message> nothing(state.New());
  return AddDifferences("", {type.etag_field(), type.create_time_field(), type.update_time_field()},
                        *nothing, state, change);
}

}  // namespace guanxi::resource
