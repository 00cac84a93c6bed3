#include "common/policy/field_view.h"

#include <algorithm>
#include <memory>
#include <set>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/mutex.h"
#include "common/policy/masking.h"
#include "common/policy/message_parts.h"
#include "google/api/field_behavior.pb.h"
#include "google/api/resource.pb.h"
#include "google/protobuf/any.pb.h"

namespace guanxi::policy {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

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

// What the field that this one is a copy of allows.
FieldAccess AccessToSource(const FieldDescriptor* field, const Rights& rights) {
  if (!Rules(field).has_copied_from()) return FieldAccess::kFull;
  const metadata::v1::CopiedFrom& from = Rules(field).copied_from();
  FieldPlace source;
  source.resource_type = from.resource_type();
  source.path = from.path();
  source.data = Rules(field).personal();
  source.read_permission = from.permission();
  return rights.AccessTo(source);
}

// Whether the service alone writes it.
bool IsOutputOnly(const FieldDescriptor* field) {
  const auto& behaviors = field->options().GetRepeatedExtension(google::api::field_behavior);
  return std::find(behaviors.begin(), behaviors.end(), google::api::OUTPUT_ONLY) != behaviors.end();
}

// Whether messages of the type may have resources in them.
bool FindResource(const Descriptor* message, std::set<const Descriptor*>* seen) {
  if (IsResource(message) || message == google::protobuf::Any::descriptor()) return true;
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

// What became of long-running work lies in one.
void PresentPacked(const Rights& rights, google::protobuf::Any* packed) {
  const std::string& url = packed->type_url();
  const Descriptor* const type =
      google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(
          url.substr(url.rfind('/') + 1));
  if (type == nullptr || !LeadsToResource(type)) return;
  const std::unique_ptr<Message> inside(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
  if (!packed->UnpackTo(inside.get())) return packed->Clear();
  PresentAnswer(rights, inside.get());
  packed->PackFrom(*inside);
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
  for (int i = 0; depth < kMaxFieldDepth && i < message->field_count(); ++i) {
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
    node.access = Strictest(rights.AccessTo(place), AccessToSource(field, rights));
    node.is_output = depth == 0 && IsOutputOnly(field);
    node.is_derived = Rules(field).has_copied_from() && IsOutputOnly(field);
    // Inside what is masked something may be hidden.
    if (node.access < FieldAccess::kHidden && HoldsOurs(field)) {
      node.children = Compile(field->message_type(), node.path + ".", resource, rights, depth + 1);
    } else if (node.access < FieldAccess::kHidden && field->is_map()) {
      node.children = CompileEntries(node, place, rights);
    }
    if (node.access != FieldAccess::kFull || !node.children.empty()) {
      nodes.push_back(std::move(node));
    }
  }
  return nodes;
}

std::vector<FieldView::Node> FieldView::CompileEntries(const Node& map, const FieldPlace& place,
                                                       const Rights& rights) {
  std::vector<Node> entries;
  for (const std::string& key : rights.KeysWithPolicies(place)) {
    Node entry{map.field, absl::StrCat(map.path, ".", key), FieldAccess::kFull, map.data, {}, key};
    FieldPlace inside = place;
    inside.path = entry.path;
    entry.access = rights.AccessTo(inside);
    if (entry.access != FieldAccess::kFull) entries.push_back(std::move(entry));
  }
  return entries;
}

std::vector<const FieldView::Node*> FieldView::NodesTo(absl::string_view path) const {
  std::vector<const Node*> way;
  const std::vector<Node>* nodes = &fields_;
  while (true) {
    const auto node = std::find_if(nodes->begin(), nodes->end(), [&](const Node& one) {
      return absl::StartsWith(path, one.path) &&
             (path.size() == one.path.size() || path[one.path.size()] == '.');
    });
    if (node == nodes->end()) return way;
    way.push_back(&*node);
    nodes = &node->children;
  }
}

FieldAccess FieldView::AccessTo(absl::string_view path) const {
  FieldAccess access = FieldAccess::kFull;
  for (const Node* node : NodesTo(path)) access = Strictest(access, node->access);
  return access;
}

std::string FieldView::Text() const {
  std::string text;
  AddText(fields_, &text);
  return text;
}

void FieldView::AddText(const std::vector<Node>& nodes, std::string* text) {
  for (const Node& node : nodes) {
    absl::StrAppend(text, node.path, "=", static_cast<int>(node.access), "\n");
    AddText(node.children, text);
  }
}

bool FieldView::CanBeTried(absl::string_view path) const {
  const std::vector<const Node*> way = NodesTo(path);
  return IsMasked(AccessTo(path)) && CanBeTried(*way.back());
}

// An entry of a map may hold anything, whatever the map is said to.
bool FieldView::CanBeTried(const Node& node) {
  return node.field->is_map() ||
         (node.data != metadata::v1::NAME && node.data != metadata::v1::ADDRESS &&
          node.data != metadata::v1::NOTE);
}

void FieldView::Present(Message* message) const { Present(fields_, message); }

void FieldView::DropHidden(Message* message) const { Present(fields_, message, Masks::kLeftOut); }

void FieldView::Present(const std::vector<Node>& nodes, Message* message, Masks masks) {
  const auto* reflection = message->GetReflection();
  for (const Node& node : nodes) {
    if (!IsSet(*message, node.field)) continue;
    const bool is_masked = IsMasked(node.access) && masks == Masks::kPut;
    if (is_masked) MaskField(node.field, node.data, message);
    if (node.access == FieldAccess::kHidden) {
      reflection->ClearField(message, node.field);
    } else if (node.field->is_map()) {
      PresentEntries(node, message, is_masked ? Masks::kLeftOut : masks);
    } else if (is_masked) {
      continue;
    } else if (!node.children.empty() && !node.field->is_repeated()) {
      Present(node.children, reflection->MutableMessage(message, node.field), masks);
    } else if (!node.children.empty()) {
      for (int i = 0; i < reflection->FieldSize(*message, node.field); ++i) {
        Present(node.children, reflection->MutableRepeatedMessage(message, node.field, i), masks);
      }
    }
  }
}

void FieldView::PresentEntries(const Node& map, Message* message, Masks masks) {
  for (const Node& entry : map.children) {
    if (entry.access == FieldAccess::kHidden) {
      SetEntry(entry.field, entry.key, nullptr, message);
    } else if (IsMasked(entry.access) && masks == Masks::kPut) {
      Message* const shown = MutableEntry(message, entry.field, entry.key);
      if (shown != nullptr) MaskEntry(entry.data, shown);
    }
  }
}

void PresentAnswer(const Rights& rights, Message* answer) {
  if (rights.sees_all()) return;
  const Descriptor* const type = answer->GetDescriptor();
  if (type == google::protobuf::Any::descriptor()) {
    return PresentPacked(rights, static_cast<google::protobuf::Any*>(answer));
  }
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
