// The way in: what a caller may write of the fields that he sees.
#include <algorithm>
#include <cstddef>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/errors/errors.h"
#include "common/policy/field_view.h"
#include "common/policy/masking.h"
#include "common/policy/message_parts.h"
#include "google/protobuf/util/message_differencer.h"

namespace guanxi::policy {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

namespace {

absl::Status Refuse(const std::vector<std::string>& paths) {
  if (paths.empty()) return absl::OkStatus();
  return Error(absl::StatusCode::kPermissionDenied, "FIELD_NOT_ALLOWED",
               absl::StrCat("the caller may not write ", absl::StrJoin(paths, ", ")),
               {{"fields", absl::StrJoin(paths, ",")}});
}

}  // namespace

absl::Status FieldView::CheckStated(const Message& stated) const {
  std::vector<std::string> found;
  FindHidden(fields_, stated, &found);
  return Refuse(found);
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

absl::Status FieldView::Admit(const Message* old, Message* next) const {
  std::vector<std::string> refused;
  Admit(fields_, old, next, &refused);
  return Refuse(refused);
}

void FieldView::Admit(const std::vector<Node>& nodes, const Message* old, Message* next,
                      std::vector<std::string>* refused) {
  for (const Node& node : nodes) {
    const bool is_set = IsSet(*next, node.field);
    switch (node.access) {
      case FieldAccess::kHidden:
        // What replaces everything does not reach what its writer cannot see.
        if (is_set && (old == nullptr || !SameField(*old, *next, node.field))) {
          refused->push_back(node.path);
        } else if (!is_set && old != nullptr) {
          CopyField(*old, node.field, next);
        }
        break;
      case FieldAccess::kReadOnly:
        AdmitInside(node, old, next, refused);
        if (old == nullptr ? is_set : !SameField(*old, *next, node.field)) {
          refused->push_back(node.path);
        }
        break;
      case FieldAccess::kMasked:
        if (node.field->is_map()) {
          AdmitEntries(node, old, next, refused);
          break;
        }
        if (old != nullptr) AdmitMasked(node, *old, next);
        AdmitInside(node, old, next, refused);
        break;
      case FieldAccess::kFull:
        AdmitInside(node, old, next, refused);
        break;
    }
  }
}

// Of a map that is masked each entry by itself, as of a list.
void FieldView::AdmitEntries(const Node& map, const Message* old, Message* next,
                             std::vector<std::string>* refused) {
  if (map.access == FieldAccess::kMasked && old != nullptr) {
    for (const std::string& key : Keys(*next, map.field)) {
      RestoreEntry(map, key, *old, next);
    }
  }
  for (const Node& entry : map.children) AdmitEntry(entry, old, next, refused);
}

// Makes an entry that is the mask of the old one what that is.
void FieldView::RestoreEntry(const Node& node, const std::string& key, const Message& old,
                             Message* next) {
  const Message* const before = FindEntry(old, node.field, key);
  const Message* const after = FindEntry(*next, node.field, key);
  if (before == nullptr || after == nullptr) return;
  std::unique_ptr<Message> shown(before->New());
  shown->CopyFrom(*before);
  MaskEntry(node.data, shown.get());
  if (SameEntry(shown.get(), after)) SetEntry(node.field, key, before, next);
}

void FieldView::AdmitEntry(const Node& node, const Message* old, Message* next,
                           std::vector<std::string>* refused) {
  const Message* const before = old != nullptr ? FindEntry(*old, node.field, node.key) : nullptr;
  const Message* const after = FindEntry(*next, node.field, node.key);
  if (SameEntry(before, after)) return;
  const bool was_shown = node.access == FieldAccess::kReadOnly;
  if (after == nullptr ? was_shown : node.access != FieldAccess::kMasked) {
    refused->push_back(node.path);
  } else if (after == nullptr && node.access == FieldAccess::kHidden) {
    SetEntry(node.field, node.key, before, next);
  } else if (old != nullptr) {
    RestoreEntry(node, node.key, *old, next);
  }
}

void FieldView::AdmitMasked(const Node& node, const Message& old, Message* next) {
  std::unique_ptr<Message> shown(old.New());
  CopyField(old, node.field, shown.get());
  MaskField(node.field, node.data, shown.get());
  if (SameField(*shown, *next, node.field)) return CopyField(old, node.field, next);
  if (!node.field->is_repeated() || node.field->type() != FieldDescriptor::TYPE_STRING) return;
  // Of a list each entry by itself.
  const auto* reflection = next->GetReflection();
  for (int i = 0; i < reflection->FieldSize(*next, node.field); ++i) {
    const std::string value = reflection->GetRepeatedString(*next, node.field, i);
    for (int k = 0; k < reflection->FieldSize(*shown, node.field); ++k) {
      if (reflection->GetRepeatedString(*shown, node.field, k) != value) continue;
      reflection->SetRepeatedString(next, node.field, i,
                                    reflection->GetRepeatedString(old, node.field, k));
      break;
    }
  }
}

// Of a list of messages, an entry is the one that was shown as it is.
void FieldView::AdmitInside(const Node& node, const Message* old, Message* next,
                            std::vector<std::string>* refused) {
  if (node.children.empty()) return;
  if (node.field->is_map()) return AdmitEntries(node, old, next, refused);
  const auto* reflection = next->GetReflection();
  if (!node.field->is_repeated()) {
    const Message* const before = old != nullptr && reflection->HasField(*old, node.field)
                                      ? &reflection->GetMessage(*old, node.field)
                                      : nullptr;
    if (reflection->HasField(*next, node.field)) {
      return Admit(node.children, before, reflection->MutableMessage(next, node.field), refused);
    }
    if (before == nullptr) return;
    // Whoever takes it all away leaves what he cannot see.
    std::unique_ptr<Message> rest(before->New());
    Admit(node.children, before, rest.get(), refused);
    if (rest->ByteSizeLong() == 0) return;
    return reflection->SetAllocatedMessage(next, rest.release(), node.field);
  }
  std::vector<std::unique_ptr<Message>> shown;
  for (int k = 0; old != nullptr && k < reflection->FieldSize(*old, node.field); ++k) {
    const Message& entry = reflection->GetRepeatedMessage(*old, node.field, k);
    shown.emplace_back(entry.New())->CopyFrom(entry);
    Present(node.children, shown.back().get());
  }
  for (int i = 0; i < reflection->FieldSize(*next, node.field); ++i) {
    Message* const entry = reflection->MutableRepeatedMessage(next, node.field, i);
    const auto is_entry = [&](const auto& one) {
      return google::protobuf::util::MessageDifferencer::Equals(*one, *entry);
    };
    const size_t at = static_cast<size_t>(i);
    auto found = at < shown.size() && is_entry(shown[at])
                     ? shown.begin() + i
                     : std::find_if(shown.begin(), shown.end(), is_entry);
    // Else the one that stood in its place: its label was changed, perhaps.
    if (found == shown.end() && at < shown.size()) found = shown.begin() + i;
    const Message* const before =
        found == shown.end() ? nullptr
                             : &reflection->GetRepeatedMessage(
                                   *old, node.field, static_cast<int>(found - shown.begin()));
    Admit(node.children, before, entry, refused);
  }
}

}  // namespace guanxi::policy
