// The way in: what a caller may write of the fields that he sees.
#include <cstddef>
#include <memory>
#include <optional>

#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/policy/field_view.h"
#include "common/policy/list_pairs.h"
#include "common/policy/masking.h"
#include "common/policy/message_parts.h"

namespace guanxi::policy {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

absl::Status FieldView::Admit(const Message* old, Message* next) const {
  Refused refused;
  Admit(fields_, old, next, &refused);
  GUANXI_RETURN_IF_ERROR(FieldsRefused(refused.paths));
  Violations violations;
  for (const std::string& path : refused.unclear) {
    violations.Add(path,
                   "entries that look alike behind their masks come back all of them, or in full");
  }
  return violations.ToStatus();
}

void FieldView::Admit(const std::vector<Node>& nodes, const Message* old, Message* next,
                      Refused* refused) {
  for (const Node& node : nodes) {
    if (node.is_derived) continue;
    const bool is_set = IsSet(*next, node.field);
    if (node.access == FieldAccess::kHidden) {
      // What replaces everything does not reach what its writer cannot see. But a method that takes
      // away what the service alone writes would be done by half, if that were put back.
      const bool differs = old == nullptr ? is_set : !SameField(*old, *next, node.field);
      if (differs && (is_set || node.is_output)) {
        refused->paths.push_back(node.path);
      } else if (!is_set && old != nullptr) {
        CopyField(*old, node.field, next);
      }
      continue;
    }
    const bool is_masked = IsMasked(node.access);
    if (is_masked && node.field->is_map()) {
      AdmitEntries(node, old, next, refused);
    } else {
      if (is_masked && old != nullptr && !node.is_output) AdmitMasked(node, *old, next, refused);
      AdmitInside(node, old, next, refused);
    }
    if (IsReadOnly(node.access) &&
        (old == nullptr ? is_set : !SameField(*old, *next, node.field))) {
      refused->paths.push_back(node.path);
    }
  }
}

// Of a map that is masked each entry by itself, as of a list.
void FieldView::AdmitEntries(const Node& map, const Message* old, Message* next, Refused* refused) {
  if (IsMasked(map.access) && old != nullptr) {
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

void FieldView::AdmitEntry(const Node& node, const Message* old, Message* next, Refused* refused) {
  const Message* const before = old != nullptr ? FindEntry(*old, node.field, node.key) : nullptr;
  if (IsMasked(node.access) && old != nullptr) RestoreEntry(node, node.key, *old, next);
  const Message* const after = FindEntry(*next, node.field, node.key);
  if (SameEntry(before, after)) return;
  const bool is_hidden = node.access == FieldAccess::kHidden;
  if (after == nullptr && is_hidden) return SetEntry(node.field, node.key, before, next);
  if (is_hidden || IsReadOnly(node.access)) refused->paths.push_back(node.path);
}

void FieldView::AdmitMasked(const Node& node, const Message& old, Message* next, Refused* refused) {
  std::unique_ptr<Message> shown(old.New());
  CopyField(old, node.field, shown.get());
  MaskField(node.field, node.data, shown.get());
  if (SameField(*shown, *next, node.field)) return CopyField(old, node.field, next);
  const bool is_list =
      node.field->is_repeated() && node.field->type() == FieldDescriptor::TYPE_STRING;
  if (is_list) AdmitTexts(node, old, *shown, next, refused);
}

// Of a list of texts each by itself.
void FieldView::AdmitTexts(const Node& node, const Message& old, const Message& shown,
                           Message* next, Refused* refused) {
  const auto* reflection = next->GetReflection();
  const auto texts_of = [&](const Message& message) {
    std::vector<std::string> texts;
    for (int i = 0; i < reflection->FieldSize(message, node.field); ++i) {
      texts.push_back(reflection->GetRepeatedString(message, node.field, i));
    }
    return texts;
  };
  const std::vector<std::string> stored = texts_of(old), sent = texts_of(*next);
  ListPairs pairs(stored.size(), sent.size());
  pairs.PairAlike(texts_of(shown), sent);
  if (pairs.is_unclear()) refused->unclear.push_back(node.path);
  for (size_t i = 0; i < sent.size(); ++i) {
    const std::optional<size_t> partner = pairs.StoredOf(i);
    if (!partner.has_value()) continue;
    reflection->SetRepeatedString(next, node.field, static_cast<int>(i), stored[*partner]);
  }
}

void FieldView::AdmitInside(const Node& node, const Message* old, Message* next, Refused* refused) {
  if (node.children.empty()) return;
  if (node.field->is_map()) return AdmitEntries(node, old, next, refused);
  if (node.field->is_repeated()) return AdmitList(node, old, next, refused);
  const auto* reflection = next->GetReflection();
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
  reflection->SetAllocatedMessage(next, rest.release(), node.field);
}

// Of a list of messages, an entry is the one that was shown as it is; else the one whose masks it
// has, when what is beside them was changed; else the one that stood in its place.
void FieldView::AdmitList(const Node& node, const Message* old, Message* next, Refused* refused) {
  const auto* reflection = next->GetReflection();
  const auto masks_of = [&](const Message& entry) {
    std::unique_ptr<Message> masks(entry.New());
    for (const Node& child : node.children) {
      if (IsMasked(child.access)) CopyField(entry, child.field, masks.get());
    }
    return masks->SerializeAsString();
  };
  std::vector<std::string> shown, shown_masks, sent, sent_masks;
  for (int k = 0; old != nullptr && k < reflection->FieldSize(*old, node.field); ++k) {
    const Message& stored = reflection->GetRepeatedMessage(*old, node.field, k);
    std::unique_ptr<Message> entry(stored.New());
    entry->CopyFrom(stored);
    Present(node.children, entry.get());
    shown.push_back(entry->SerializeAsString());
    shown_masks.push_back(masks_of(*entry));
  }
  for (int i = 0; i < reflection->FieldSize(*next, node.field); ++i) {
    const Message& entry = reflection->GetRepeatedMessage(*next, node.field, i);
    sent.push_back(entry.SerializeAsString());
    sent_masks.push_back(masks_of(entry));
  }
  ListPairs pairs(shown.size(), sent.size());
  pairs.PairAlike(shown, sent, ListPairs::Unequal::kLeave);
  pairs.PairAlike(shown_masks, sent_masks);
  pairs.PairAlike(shown, sent);  // without any mask: something hidden tells them apart
  pairs.PairByPlace();
  if (pairs.is_unclear()) refused->unclear.push_back(node.path);
  for (size_t i = 0; i < sent.size(); ++i) {
    const std::optional<size_t> partner = pairs.StoredOf(i);
    const Message* const before =
        partner.has_value()
            ? &reflection->GetRepeatedMessage(*old, node.field, static_cast<int>(*partner))
            : nullptr;
    Admit(node.children, before,
          reflection->MutableRepeatedMessage(next, node.field, static_cast<int>(i)), refused);
  }
}

}  // namespace guanxi::policy
