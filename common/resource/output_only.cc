#include "common/resource/output_only.h"

#include <algorithm>
#include <memory>
#include <set>
#include <utility>

#include "common/resource/resource_type.h"
#include "google/api/field_behavior.pb.h"
#include "google/protobuf/util/message_differencer.h"

namespace guanxi::resource {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::util::MessageDifferencer;

OutputOnlyFields::Nodes OutputOnlyFields::Find(const Descriptor* type, Types outer) {
  Nodes nodes;
  if (std::find(outer.begin(), outer.end(), type) != outer.end()) return nodes;
  outer.push_back(type);
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (HasBehavior(field, google::api::OUTPUT_ONLY)) {
      nodes.push_back({field, {}});
    } else if (HoldsOurs(field)) {
      Nodes children = Find(field->message_type(), outer);
      if (!children.empty()) nodes.push_back({field, std::move(children)});
    }
  }
  return nodes;
}

void OutputOnlyFields::Clear(const Nodes& nodes, Message* message) {
  const auto* reflection = message->GetReflection();
  for (const Node& node : nodes) {
    if (node.children.empty()) {
      reflection->ClearField(message, node.field);
    } else if (node.field->is_repeated()) {
      for (int i = 0; i < reflection->FieldSize(*message, node.field); ++i) {
        Clear(node.children, reflection->MutableRepeatedMessage(message, node.field, i));
      }
    } else if (reflection->HasField(*message, node.field)) {
      Clear(node.children, reflection->MutableMessage(message, node.field));
    }
  }
}

void OutputOnlyFields::Restore(const Nodes& nodes, const Message& old, Message* next) {
  const auto* reflection = next->GetReflection();
  std::vector<const FieldDescriptor*> own;
  for (const Node& node : nodes) {
    if (node.children.empty()) {
      own.push_back(node.field);
    } else if (node.field->is_repeated()) {
      RestoreList(node, old, next);
    } else if (reflection->HasField(*next, node.field)) {
      Restore(node.children, reflection->GetMessage(old, node.field),
              reflection->MutableMessage(next, node.field));
    }
  }
  if (own.empty()) return;
  // Swapping with a copy moves fields of every kind.
  const std::unique_ptr<Message> copy(old.New());
  copy->CopyFrom(old);
  reflection->SwapFields(copy.get(), next, own);
}

void OutputOnlyFields::RestoreList(const Node& node, const Message& old, Message* next) {
  const auto* reflection = next->GetReflection();
  const std::unique_ptr<Message> plain(old.New());  // `old` without what the service set
  plain->CopyFrom(old);
  Clear({node}, plain.get());
  Clear({node}, next);
  std::set<int> used;
  for (int i = 0; i < reflection->FieldSize(*next, node.field); ++i) {
    Message* entry = reflection->MutableRepeatedMessage(next, node.field, i);
    for (int j = 0; j < reflection->FieldSize(old, node.field); ++j) {
      if (used.count(j) != 0 ||
          !MessageDifferencer::Equals(reflection->GetRepeatedMessage(*plain, node.field, j),
                                      *entry)) {
        continue;
      }
      used.insert(j);
      Restore(node.children, reflection->GetRepeatedMessage(old, node.field, j), entry);
      break;
    }
  }
}

}  // namespace guanxi::resource
