#include "common/mask/mask.h"

#include <algorithm>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/mask/mask_builder.h"

namespace guanxi::mask {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// Adds all paths of the mask, or reports all that are wrong.
absl::StatusOr<std::vector<MaskNode>> Build(const MaskBuilder& builder,
                                            const google::protobuf::FieldMask& mask,
                                            const Descriptor& type,
                                            absl::string_view field_of_request) {
  std::vector<MaskNode> nodes;
  Violations violations;
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
  for (const auto& [field, children] : nodes) {
    const bool has = field->is_repeated() || reflection.HasField(from, field);
    if (children.empty() && has) {
      replaced.push_back(field);
    } else if (children.empty()) {
      reflection.ClearField(to, field);
    } else if (has || reflection.HasField(*to, field)) {
      ApplyTo(children, reflection.GetMessage(from, field), reflection.MutableMessage(to, field));
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
    } else if (!node->children.empty()) {
      PruneTo(node->children, reflection.MutableMessage(message, field));
    }
  }
  reflection.MutableUnknownFields(message)->Clear();
}

bool Mask::Touches(absl::string_view path) const {
  const std::vector<MaskNode>* nodes = &fields_;
  for (const absl::string_view step : absl::StrSplit(path, '.')) {
    const auto node = std::find_if(nodes->begin(), nodes->end(),
                                   [step](const MaskNode& n) { return n.field->name() == step; });
    if (node == nodes->end()) return false;
    if (node->children.empty()) return true;
    nodes = &node->children;
  }
  return true;
}

std::vector<std::string> Mask::Paths() const {
  std::vector<std::string> paths;
  AddPaths(fields_, "", &paths);
  return paths;
}

void Mask::AddPaths(const std::vector<MaskNode>& nodes, const std::string& prefix,
                    std::vector<std::string>* paths) {
  for (const auto& [field, children] : nodes) {
    const std::string path = absl::StrCat(prefix, field->name());
    if (children.empty()) paths->push_back(path);
    AddPaths(children, absl::StrCat(path, "."), paths);
  }
}

}  // namespace guanxi::mask
