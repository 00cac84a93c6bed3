// What a write states of fields that its caller does not see, before anything is compared.
#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/errors/errors.h"
#include "common/policy/field_view.h"
#include "common/policy/masking.h"
#include "common/policy/message_parts.h"
#include "google/protobuf/struct.pb.h"
#include "google/type/date.pb.h"

namespace guanxi::policy {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

namespace {

// The texts of a field that a mask leaves something of.
std::vector<std::string> TextsOf(const FieldDescriptor* field, const Message& message) {
  const auto* reflection = message.GetReflection();
  std::vector<std::string> texts;
  if (field->type() == FieldDescriptor::TYPE_STRING && field->is_repeated()) {
    for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
      texts.push_back(reflection->GetRepeatedString(message, field, i));
    }
  } else if (field->type() == FieldDescriptor::TYPE_STRING) {
    texts.push_back(reflection->GetString(message, field));
  } else if (!field->is_repeated() &&
             field->message_type() == google::protobuf::Value::descriptor()) {
    const Message& value = reflection->GetMessage(message, field);
    texts.push_back(static_cast<const google::protobuf::Value&>(value).string_value());
  }
  return texts;
}

// Whether what is set is more than a mask leaves. `masks` are those that were shown there, if that
// is known.
bool IsInFull(const FieldDescriptor* field, metadata::v1::PersonalData data, const Message& message,
              const std::optional<std::set<std::string>>& masks) {
  for (const std::string& text : TextsOf(field, message)) {
    if (text.empty()) continue;
    if (masks.has_value() ? masks->count(text) == 0 : MaskText(data, text) != text) return true;
  }
  if (field->type() == FieldDescriptor::TYPE_STRING) return false;
  if (field->is_repeated() || field->message_type() == nullptr) return true;
  const Message& inside = message.GetReflection()->GetMessage(message, field);
  if (field->message_type() == google::type::Date::descriptor()) {
    const auto& date = static_cast<const google::type::Date&>(inside);
    return date.month() != 0 || date.day() != 0;
  }
  if (field->message_type() == google::protobuf::Value::descriptor()) {
    const auto kind = static_cast<const google::protobuf::Value&>(inside).kind_case();
    return kind != google::protobuf::Value::kStringValue &&
           kind != google::protobuf::Value::KIND_NOT_SET;
  }
  return true;
}

// The messages, or those of a list, in a field of all of these.
std::vector<const Message*> Inside(const std::vector<const Message*>& all,
                                   const FieldDescriptor* field) {
  std::vector<const Message*> inside;
  for (const Message* one : all) {
    const auto* reflection = one->GetReflection();
    const int count = field->is_repeated() ? reflection->FieldSize(*one, field) : 1;
    for (int i = 0; i < count; ++i) {
      inside.push_back(field->is_repeated() ? &reflection->GetRepeatedMessage(*one, field, i)
                                            : &reflection->GetMessage(*one, field));
    }
  }
  return inside;
}

}  // namespace

absl::Status FieldsRefused(const std::vector<std::string>& paths, absl::string_view deed) {
  if (paths.empty()) return absl::OkStatus();
  return Error(absl::StatusCode::kPermissionDenied, "FIELD_NOT_ALLOWED",
               absl::StrCat("the caller may not ", deed, " ", absl::StrJoin(paths, ", ")),
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

bool FieldView::RestatesMasked(const Message& stated, const Message* old) const {
  return Restates(stated, old, Which::kAll);
}

bool FieldView::Guesses(const Message& stated, const Message& old) const {
  return Restates(stated, &old, Which::kTried);
}

bool FieldView::Restates(const Message& stated, const Message* old, Which which) const {
  if (old == nullptr) return RestatesMasked(fields_, stated, nullptr, which);
  std::unique_ptr<Message> copy(old->New());
  copy->CopyFrom(*old);
  Present(copy.get());
  const Shown shown = {copy.get()};
  return RestatesMasked(fields_, stated, &shown, which);
}

// Of what is masked itself: the field, or the entries of a map (`node` is the map, or one of them).
bool FieldView::RestatesHere(const Node& node, const Message& stated, const Shown* shown) {
  const bool is_map = node.field->is_map();
  const FieldDescriptor* const field =
      is_map ? node.field->message_type()->map_value() : node.field;
  const auto in_full = [&](const Message& message, const std::vector<const Message*>* masks) {
    std::optional<std::set<std::string>> texts;
    if (masks != nullptr) texts.emplace();
    for (size_t i = 0; masks != nullptr && i < masks->size(); ++i) {
      for (std::string& text : TextsOf(field, *(*masks)[i])) texts->insert(std::move(text));
    }
    return IsInFull(field, node.data, message, texts);
  };
  if (!is_map) return in_full(stated, shown);
  const std::vector<std::string> keys =
      node.key.empty() ? Keys(stated, node.field) : std::vector<std::string>{node.key};
  return std::any_of(keys.begin(), keys.end(), [&](const std::string& key) {
    const Message* const entry = FindEntry(stated, node.field, key);
    if (entry == nullptr) return false;
    if (shown == nullptr) return in_full(*entry, nullptr);
    Shown masks;
    for (const Message* one : *shown) {
      const Message* const mask = FindEntry(*one, node.field, key);
      if (mask != nullptr) masks.push_back(mask);
    }
    return in_full(*entry, &masks);
  });
}

bool FieldView::RestatesMasked(const std::vector<Node>& nodes, const Message& stated,
                               const Shown* shown, Which which) {
  return std::any_of(nodes.begin(), nodes.end(), [&](const Node& node) {
    if (node.key.empty() && !IsSet(stated, node.field)) return false;
    const bool is_leaf = !node.key.empty() || node.children.empty();
    if (is_leaf || (node.field->is_map() && IsMasked(node.access))) {
      const bool is_meant = which == Which::kAll || CanBeTried(node);
      return is_meant && IsMasked(node.access) && RestatesHere(node, stated, shown);
    }
    if (node.field->is_map()) return RestatesMasked(node.children, stated, shown, which);
    Shown inside;
    if (shown != nullptr) inside = Inside(*shown, node.field);
    const Shown* const masks = shown != nullptr ? &inside : nullptr;
    const std::vector<const Message*> parts = Inside({&stated}, node.field);
    return std::any_of(parts.begin(), parts.end(), [&](const Message* part) {
      return RestatesMasked(node.children, *part, masks, which);
    });
  });
}

}  // namespace guanxi::policy
