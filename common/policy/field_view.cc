#include "common/policy/field_view.h"

#include <algorithm>
#include <memory>
#include <set>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/mutex.h"
#include "common/errors/errors.h"
#include "common/policy/masking.h"
#include "google/api/resource.pb.h"
#include "google/protobuf/util/message_differencer.h"

namespace guanxi::policy {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Messages inside messages that are looked at.
constexpr int kMaxDepth = 8;

const metadata::v1::FieldRules& Rules(const FieldDescriptor* field) {
  return field->options().GetExtension(metadata::v1::field);
}

// Messages of ours, which are annotated: no values of google.*, no maps.
bool HoldsOurs(const FieldDescriptor* field) {
  return field->message_type() != nullptr && !field->is_map() &&
         absl::StartsWith(field->message_type()->full_name(), "guanxi.");
}

bool IsResource(const Descriptor* message) {
  return message->options().HasExtension(google::api::resource);
}

// `customers.read`, of `customers/{customer}/contacts/{contact}` too.
std::string ReadPermission(const Descriptor* resource) {
  const auto& option = resource->options().GetExtension(google::api::resource);
  const std::string pattern = option.pattern_size() > 0 ? option.pattern(0) : "";
  return absl::StrCat(pattern.substr(0, pattern.find('/')), ".read");
}

// There is no copying of one field by reflection.
void CopyField(const Message& from, const FieldDescriptor* field, Message* to) {
  std::unique_ptr<Message> copy(from.New());
  copy->CopyFrom(from);
  to->GetReflection()->ClearField(to, field);
  to->GetReflection()->SwapFields(copy.get(), to, {field});
}

bool IsSet(const Message& message, const FieldDescriptor* field) {
  const auto* reflection = message.GetReflection();
  return field->is_repeated() ? reflection->FieldSize(message, field) > 0
                              : reflection->HasField(message, field);
}

bool SameField(const Message& a, const Message& b, const FieldDescriptor* field) {
  if (IsSet(a, field) != IsSet(b, field)) return false;
  if (!IsSet(a, field)) return true;
  std::unique_ptr<Message> one(a.New()), other(b.New());
  CopyField(a, field, one.get());
  CopyField(b, field, other.get());
  return google::protobuf::util::MessageDifferencer::Equals(*one, *other);
}

// Whether messages of the type may have resources in them.
bool FindResource(const Descriptor* message, std::set<const Descriptor*>* seen) {
  if (IsResource(message)) return true;
  if (!seen->insert(message).second) return false;
  for (int i = 0; i < message->field_count(); ++i) {
    const FieldDescriptor* field = message->field(i);
    if (field->message_type() != nullptr && FindResource(field->message_type(), seen)) {
      return true;
    }
  }
  return false;
}

// The same, found once.
bool LeadsToResource(const Descriptor* message) {
  static auto* const mutex = new Mutex;
  static auto* const known = new absl::flat_hash_map<const Descriptor*, bool>;
  MutexLock lock(mutex);
  const auto [at, is_new] = known->try_emplace(message, false);
  if (is_new) {
    std::set<const Descriptor*> seen;
    at->second = FindResource(message, &seen);
  }
  return at->second;
}

}  // namespace

FieldView::FieldView(const Descriptor* resource, const Rights& rights) {
  const std::string read_permission = ReadPermission(resource);
  FieldPlace place;
  place.resource_type = resource->options().GetExtension(google::api::resource).type();
  place.read_permission = read_permission;
  fields_ = Compile(resource, "", place, rights, 0);
}

std::vector<FieldView::Node> FieldView::Compile(const Descriptor* message,
                                                const std::string& prefix,
                                                const FieldPlace& resource, const Rights& rights,
                                                int depth) {
  std::vector<Node> nodes;
  for (int i = 0; depth < kMaxDepth && i < message->field_count(); ++i) {
    const FieldDescriptor* field = message->field(i);
    // Without them a record is none.
    if (depth == 0 && (field->name() == "name" || field->name() == "etag")) continue;
    Node node{field,
              absl::StrCat(prefix, field->name()),
              FieldAccess::kFull,
              Rules(field).personal(),
              {}};
    FieldPlace place = resource;
    place.path = node.path;
    place.data = node.data;
    node.access = rights.AccessTo(place);
    if (node.access < FieldAccess::kMasked && HoldsOurs(field)) {
      node.children = Compile(field->message_type(), node.path + ".", resource, rights, depth + 1);
    }
    if (node.access != FieldAccess::kFull || !node.children.empty()) {
      nodes.push_back(std::move(node));
    }
  }
  return nodes;
}

FieldAccess FieldView::AccessTo(absl::string_view path) const {
  const std::vector<Node>* nodes = &fields_;
  FieldAccess access = FieldAccess::kFull;
  while (nodes != nullptr) {
    const auto node = std::find_if(nodes->begin(), nodes->end(), [&](const Node& one) {
      return absl::StartsWith(path, one.path) &&
             (path.size() == one.path.size() || path[one.path.size()] == '.');
    });
    if (node == nodes->end()) break;
    access = std::max(access, node->access);
    nodes = &node->children;
  }
  return access;
}

void FieldView::Present(Message* message) const { Present(fields_, message); }

void FieldView::Present(const std::vector<Node>& nodes, Message* message) {
  const auto* reflection = message->GetReflection();
  for (const Node& node : nodes) {
    if (!IsSet(*message, node.field)) continue;
    if (node.access == FieldAccess::kHidden) {
      reflection->ClearField(message, node.field);
    } else if (node.access == FieldAccess::kMasked) {
      MaskField(node.field, node.data, message);
    } else if (!node.children.empty() && !node.field->is_repeated()) {
      Present(node.children, reflection->MutableMessage(message, node.field));
    } else if (!node.children.empty()) {
      for (int i = 0; i < reflection->FieldSize(*message, node.field); ++i) {
        Present(node.children, reflection->MutableRepeatedMessage(message, node.field, i));
      }
    }
  }
}

absl::Status FieldView::Admit(const Message* old, Message* next) const {
  std::vector<std::string> refused;
  Admit(fields_, old, next, &refused);
  if (refused.empty()) return absl::OkStatus();
  const std::string paths = absl::StrJoin(refused, ", ");
  return Error(absl::StatusCode::kPermissionDenied, "FIELD_NOT_ALLOWED",
               absl::StrCat("the caller may not write ", paths),
               {{"fields", absl::StrJoin(refused, ",")}});
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
        if (old != nullptr) AdmitMasked(node, *old, next);
        break;
      case FieldAccess::kFull:
        AdmitInside(node, old, next, refused);
        break;
    }
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
  const auto* reflection = next->GetReflection();
  if (!node.field->is_repeated()) {
    if (!reflection->HasField(*next, node.field)) return;
    const Message* const before = old != nullptr && reflection->HasField(*old, node.field)
                                      ? &reflection->GetMessage(*old, node.field)
                                      : nullptr;
    return Admit(node.children, before, reflection->MutableMessage(next, node.field), refused);
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

void PresentAnswer(const Rights& rights, Message* answer) {
  if (rights.sees_all()) return;
  const Descriptor* const type = answer->GetDescriptor();
  if (IsResource(type)) {
    const std::shared_ptr<const FieldView> view = rights.ViewOf(type);
    if (!view->is_open()) view->Present(answer);
  }
  const auto* reflection = answer->GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(*answer, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->message_type() == nullptr || !LeadsToResource(field->message_type())) continue;
    if (!field->is_repeated()) {
      PresentAnswer(rights, reflection->MutableMessage(answer, field));
      continue;
    }
    for (int i = 0; i < reflection->FieldSize(*answer, field); ++i) {
      PresentAnswer(rights, reflection->MutableRepeatedMessage(answer, field, i));
    }
  }
}

}  // namespace guanxi::policy
