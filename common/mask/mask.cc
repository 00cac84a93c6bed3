#include "common/mask/mask.h"

#include <algorithm>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/mask/mask_builder.h"

namespace guanxi::mask {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// More than a resource has fields and keys. Each path is looked for in each message.
constexpr int kMaxPaths = 256;

// Adds all paths of the mask, or reports all that are wrong.
absl::StatusOr<std::vector<MaskNode>> Build(const MaskBuilder& builder,
                                            const google::protobuf::FieldMask& mask,
                                            const Descriptor& type,
                                            absl::string_view field_of_request) {
  std::vector<MaskNode> nodes;
  Violations violations;
  if (mask.paths_size() > kMaxPaths) {
    violations.Add(field_of_request,
                   absl::StrCat("has ", mask.paths_size(), " paths, at most ", kMaxPaths));
    return violations.ToStatus("INVALID_FIELD_MASK");
  }
  for (const std::string& path : mask.paths()) {
    if (path == "*") {
      violations.Add(field_of_request, "\"*\" must be the only path");
    } else if (const absl::Status status = builder.Add(type, path, &nodes); !status.ok()) {
      violations.Add(field_of_request, status.message());
    }
  }
  GUANXI_RETURN_IF_ERROR(violations.ToStatus("INVALID_FIELD_MASK"));
  return nodes;
}

// The place of `key` among the entries of `map`; -1 if it has none.
int FindKey(const Message& message, const FieldDescriptor* map, const std::string& key) {
  const Reflection& reflection = *message.GetReflection();
  for (int i = 0; i < reflection.FieldSize(message, map); ++i) {
    const Message& entry = reflection.GetRepeatedMessage(message, map, i);
    if (entry.GetReflection()->GetString(entry, map->message_type()->map_key()) == key) return i;
  }
  return -1;
}

void RemoveEntry(const FieldDescriptor* map, int index, Message* message) {
  const Reflection& reflection = *message->GetReflection();
  const int last = reflection.FieldSize(*message, map) - 1;
  if (index != last) reflection.SwapElements(message, map, index, last);
  reflection.RemoveLast(message, map);
}

void ApplyKeys(const MaskNode& node, const Message& from, Message* to) {
  const Reflection& reflection = *from.GetReflection();
  for (const std::string& key : node.keys) {
    const int source = FindKey(from, node.field, key);
    const int target = FindKey(*to, node.field, key);
    if (source < 0) {
      if (target >= 0) RemoveEntry(node.field, target, to);
      continue;
    }
    Message* entry = target >= 0 ? reflection.MutableRepeatedMessage(to, node.field, target)
                                 : reflection.AddMessage(to, node.field);
    entry->CopyFrom(reflection.GetRepeatedMessage(from, node.field, source));
  }
}

void PruneKeys(const MaskNode& node, Message* message) {
  const Reflection& reflection = *message->GetReflection();
  for (int i = reflection.FieldSize(*message, node.field) - 1; i >= 0; --i) {
    const Message& entry = reflection.GetRepeatedMessage(*message, node.field, i);
    const std::string key =
        entry.GetReflection()->GetString(entry, node.field->message_type()->map_key());
    if (std::find(node.keys.begin(), node.keys.end(), key) == node.keys.end()) {
      RemoveEntry(node.field, i, message);
    }
  }
}

bool IsStar(const google::protobuf::FieldMask& mask) {
  return mask.paths_size() == 1 && mask.paths(0) == "*";
}

}  // namespace

absl::StatusOr<Mask> Mask::ForUpdate(const google::protobuf::FieldMask& update_mask,
                                     const Message& resource, const UpdateRules& rules) {
  const MaskBuilder builder(&rules);
  if (update_mask.paths().empty()) return Mask(builder.Populated(resource));
  const Descriptor& type = *resource.GetDescriptor();
  if (IsStar(update_mask)) return Mask(builder.All(type));
  GUANXI_ASSIGN_OR_RETURN(std::vector<MaskNode> nodes,
                          Build(builder, update_mask, type, "update_mask"));
  if (nodes.empty()) {
    return InvalidField("update_mask",
                        absl::StrCat("names nothing that may be changed: ",
                                     absl::StrJoin(update_mask.paths(), ", "), " is output only"),
                        "INVALID_FIELD_MASK");
  }
  return Mask(std::move(nodes));
}

absl::StatusOr<Mask> Mask::ForRead(const google::protobuf::FieldMask& read_mask,
                                   const Descriptor& type) {
  const MaskBuilder builder(nullptr);
  if (read_mask.paths().empty() || IsStar(read_mask)) return Mask(builder.All(type));
  GUANXI_ASSIGN_OR_RETURN(std::vector<MaskNode> nodes,
                          Build(builder, read_mask, type, "read_mask"));
  return Mask(std::move(nodes));
}

void Mask::Apply(const Message& from, Message* to) const { ApplyTo(fields_, from, to); }

void Mask::ApplyTo(const std::vector<MaskNode>& nodes, const Message& from, Message* to) {
  const Reflection& reflection = *from.GetReflection();
  std::vector<const FieldDescriptor*> replaced;
  for (const MaskNode& node : nodes) {
    const FieldDescriptor* field = node.field;
    const bool has = field->is_repeated() || reflection.HasField(from, field);
    if (!node.keys.empty()) {
      ApplyKeys(node, from, to);
    } else if (node.whole() && has) {
      replaced.push_back(field);
    } else if (node.whole()) {
      reflection.ClearField(to, field);
    } else if (has || reflection.HasField(*to, field)) {
      ApplyTo(node.children, reflection.GetMessage(from, field),
              reflection.MutableMessage(to, field));
    }
  }
  if (replaced.empty()) return;
  // Swapping with a copy moves fields of every kind, maps included.
  const std::unique_ptr<Message> copy(from.New());
  copy->CopyFrom(from);
  reflection.SwapFields(copy.get(), to, replaced);
}

void Mask::Prune(Message* message) const { PruneTo(fields_, message); }

void Mask::PruneTo(const std::vector<MaskNode>& nodes, Message* message) {
  const Reflection& reflection = *message->GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(*message, &fields);
  for (const FieldDescriptor* field : fields) {
    const auto node = std::find_if(nodes.begin(), nodes.end(),
                                   [field](const MaskNode& n) { return n.field == field; });
    if (node == nodes.end()) {
      reflection.ClearField(message, field);
    } else if (!node->keys.empty()) {
      PruneKeys(*node, message);
    } else if (!node->children.empty()) {
      PruneTo(node->children, reflection.MutableMessage(message, field));
    }
  }
  reflection.MutableUnknownFields(message)->Clear();
}

bool Mask::Touches(absl::string_view path) const {
  const std::vector<MaskNode>* nodes = &fields_;
  const auto steps = SplitPath(path);
  if (!steps.ok()) return false;
  for (auto step = steps->begin(); step != steps->end(); ++step) {
    const auto node = std::find_if(nodes->begin(), nodes->end(),
                                   [&](const MaskNode& n) { return n.field->name() == *step; });
    if (node == nodes->end()) return false;
    if (node->whole()) return true;
    if (!node->keys.empty()) {
      return ++step == steps->end() ||
             std::find(node->keys.begin(), node->keys.end(), *step) != node->keys.end();
    }
    nodes = &node->children;
  }
  return true;
}

bool Mask::Covers(absl::string_view field) const {
  return std::any_of(fields_.begin(), fields_.end(), [field](const MaskNode& node) {
    return node.field->name() == field && node.whole();
  });
}

std::vector<std::string> Mask::Paths() const {
  std::vector<std::string> paths;
  AddPaths(fields_, "", &paths);
  return paths;
}

void Mask::AddPaths(const std::vector<MaskNode>& nodes, const std::string& prefix,
                    std::vector<std::string>* paths) {
  for (const MaskNode& node : nodes) {
    const std::string path = absl::StrCat(prefix, node.field->name());
    if (node.whole()) paths->push_back(path);
    for (const std::string& key : node.keys) {
      paths->push_back(absl::StrCat(path, ".", QuoteKey(key)));
    }
    AddPaths(node.children, absl::StrCat(path, "."), paths);
  }
}

}  // namespace guanxi::mask
