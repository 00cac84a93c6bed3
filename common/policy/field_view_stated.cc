// What a write states of fields that its caller does not see, before anything is compared.
#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/errors/errors.h"
#include "common/policy/field_view.h"
#include "common/policy/message_parts.h"
#include "google/protobuf/struct.pb.h"
#include "google/type/date.pb.h"

namespace guanxi::policy {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

namespace {

// Every mask of a text has two of them (masking.h).
bool IsMaskText(absl::string_view text) { return text.empty() || absl::StrContains(text, "**"); }

bool IsInFull(const google::protobuf::Value& value) {
  if (value.kind_case() == google::protobuf::Value::kStringValue) {
    return !IsMaskText(value.string_value());
  }
  return value.kind_case() != google::protobuf::Value::KIND_NOT_SET;
}

// Whether what is set is more than a mask leaves.
bool IsInFull(const FieldDescriptor* field, const Message& message) {
  const auto* reflection = message.GetReflection();
  if (field->type() == FieldDescriptor::TYPE_STRING) {
    if (!field->is_repeated()) return !IsMaskText(reflection->GetString(message, field));
    for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
      if (!IsMaskText(reflection->GetRepeatedString(message, field, i))) return true;
    }
    return false;
  }
  if (field->is_repeated() || field->message_type() == nullptr) return true;
  const Message& inside = reflection->GetMessage(message, field);
  if (field->message_type() == google::type::Date::descriptor()) {
    const auto& date = static_cast<const google::type::Date&>(inside);
    return date.month() != 0 || date.day() != 0;
  }
  if (field->message_type() == google::protobuf::Value::descriptor()) {
    return IsInFull(static_cast<const google::protobuf::Value&>(inside));
  }
  return true;
}

bool EntriesInFull(const FieldDescriptor* map, const Message& message) {
  const std::vector<std::string> keys = Keys(message, map);
  return std::any_of(keys.begin(), keys.end(), [&](const std::string& key) {
    return IsInFull(map->message_type()->map_value(), *FindEntry(message, map, key));
  });
}

}  // namespace

absl::Status FieldsRefused(const std::vector<std::string>& paths) {
  if (paths.empty()) return absl::OkStatus();
  return Error(absl::StatusCode::kPermissionDenied, "FIELD_NOT_ALLOWED",
               absl::StrCat("the caller may not write ", absl::StrJoin(paths, ", ")),
               {{"fields", absl::StrJoin(paths, ",")}});
}

absl::Status FieldView::CheckStated(const Message& stated) const {
  std::vector<std::string> found;
  FindHidden(fields_, stated, &found);
  return FieldsRefused(found);
}

void FieldView::FindHidden(const std::vector<Node>& nodes, const Message& stated,
                           std::vector<std::string>* found) {
  const auto* reflection = stated.GetReflection();
  for (const Node& node : nodes) {
    if (!node.key.empty()) {  // an entry of a map
      const bool is_there = FindEntry(stated, node.field, node.key) != nullptr;
      if (is_there && node.access == FieldAccess::kHidden) found->push_back(node.path);
    } else if (!IsSet(stated, node.field)) {
      continue;
    } else if (node.access == FieldAccess::kHidden) {
      found->push_back(node.path);
    } else if (node.field->is_map()) {
      FindHidden(node.children, stated, found);
    } else if (!node.children.empty() && !node.field->is_repeated()) {
      FindHidden(node.children, reflection->GetMessage(stated, node.field), found);
    } else if (!node.children.empty()) {
      for (int i = 0; i < reflection->FieldSize(stated, node.field); ++i) {
        FindHidden(node.children, reflection->GetRepeatedMessage(stated, node.field, i), found);
      }
    }
  }
}

bool FieldView::RestatesMasked(const Message& stated) const {
  return RestatesMasked(fields_, stated);
}

bool FieldView::RestatesMasked(const std::vector<Node>& nodes, const Message& stated) {
  const auto* reflection = stated.GetReflection();
  return std::any_of(nodes.begin(), nodes.end(), [&](const Node& node) {
    if (!node.key.empty()) {
      const Message* const entry = FindEntry(stated, node.field, node.key);
      return entry != nullptr && IsMasked(node.access) &&
             IsInFull(node.field->message_type()->map_value(), *entry);
    }
    if (!IsSet(stated, node.field)) return false;
    if (node.field->is_map()) {
      return IsMasked(node.access) ? EntriesInFull(node.field, stated)
                                   : RestatesMasked(node.children, stated);
    }
    if (node.children.empty()) return IsMasked(node.access) && IsInFull(node.field, stated);
    if (!node.field->is_repeated()) {
      return RestatesMasked(node.children, reflection->GetMessage(stated, node.field));
    }
    for (int i = 0; i < reflection->FieldSize(stated, node.field); ++i) {
      if (RestatesMasked(node.children, reflection->GetRepeatedMessage(stated, node.field, i))) {
        return true;
      }
    }
    return false;
  });
}

}  // namespace guanxi::policy
