#include "common/mask/mask_builder.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/base/status_macros.h"
#include "google/api/field_behavior.pb.h"

namespace guanxi::mask {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

bool Has(const FieldDescriptor& field, google::api::FieldBehavior behavior) {
  const auto& behaviors = field.options().GetRepeatedExtension(google::api::field_behavior);
  return std::find(behaviors.begin(), behaviors.end(), behavior) != behaviors.end();
}

bool IsOutputOnly(const FieldDescriptor& field) { return Has(field, google::api::OUTPUT_ONLY); }

bool IsImmutable(const FieldDescriptor& field) {
  return Has(field, google::api::IMMUTABLE) || Has(field, google::api::IDENTIFIER);
}

// Whether a path may go on behind the field.
bool HasParts(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && !field.is_repeated() &&
         !absl::StartsWith(field.message_type()->full_name(), "google.");
}

// Whether a path may name keys of the field.
bool HasKeys(const FieldDescriptor& field) {
  return field.is_map() &&
         field.message_type()->map_key()->cpp_type() == FieldDescriptor::CPPTYPE_STRING;
}

bool IsPlain(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-';
}

const FieldDescriptor* FindField(const Descriptor& type, const std::string& name) {
  if (const FieldDescriptor* field = type.FindFieldByName(name)) return field;
  return type.FindFieldByCamelcaseName(name);
}

absl::Status Bad(absl::string_view path, absl::string_view problem) {
  return absl::InvalidArgumentError(absl::StrCat("\"", path, "\" ", problem));
}

// Makes `*node`, which is not new, cover `leaf` too.
void Merge(const MaskNode& leaf, MaskNode* node) {
  if (leaf.keys.empty()) {
    *node = leaf;
  } else if (!node->whole()) {
    node->keys.insert(node->keys.end(), leaf.keys.begin(), leaf.keys.end());
  }
}

// Puts `leaf` at the end of `path`, from step `depth` on.
void Insert(const std::vector<const FieldDescriptor*>& path, size_t depth, const MaskNode& leaf,
            std::vector<MaskNode>* nodes) {
  const FieldDescriptor* field = path[depth];
  auto at = std::find_if(nodes->begin(), nodes->end(), [field](const MaskNode& node) {
    return node.field->number() >= field->number();
  });
  const bool last = depth + 1 == path.size();
  const bool is_new = at == nodes->end() || at->field != field;
  if (is_new) at = nodes->insert(at, last ? leaf : MaskNode{field, {}, {}});
  if (last && !is_new) {
    Merge(leaf, &*at);
  } else if (!last && (is_new || !at->whole())) {  // else it is there as a whole
    Insert(path, depth + 1, leaf, &at->children);
  }
}

}  // namespace

absl::StatusOr<std::vector<std::string>> SplitPath(absl::string_view path) {
  std::vector<std::string> steps(1);
  bool quoted = false;
  for (size_t i = 0; i < path.size(); ++i) {
    if (path[i] == '`' && quoted && i + 1 < path.size() && path[i + 1] == '`') {
      steps.back().push_back(path[++i]);
    } else if (path[i] == '`') {
      quoted = !quoted;
    } else if (path[i] == '.' && !quoted) {
      steps.emplace_back();
    } else {
      steps.back().push_back(path[i]);
    }
  }
  if (quoted) return Bad(path, "has a backtick without its pair");
  return steps;
}

std::string QuoteKey(absl::string_view key) {
  if (!key.empty() && std::all_of(key.begin(), key.end(), IsPlain)) return std::string(key);
  return absl::StrCat("`", absl::StrReplaceAll(key, {{"`", "``"}}), "`");
}

absl::Status MaskBuilder::Add(const Descriptor& root, const std::string& path,
                              std::vector<MaskNode>* nodes) const {
  GUANXI_ASSIGN_OR_RETURN(const std::vector<std::string> steps, SplitPath(path));
  const Descriptor* type = &root;
  std::vector<const FieldDescriptor*> fields;
  std::vector<std::string> keys;
  for (const std::string& step : steps) {
    if (type == nullptr && HasKeys(*fields.back()) && keys.empty()) {
      if (step.empty()) return Bad(path, "names no key");
      keys.push_back(step);
      continue;
    }
    if (type == nullptr) {
      return Bad(path, absl::StrCat("goes into \"", keys.empty() ? fields.back()->name() : keys[0],
                                    "\", which is masked whole"));
    }
    const FieldDescriptor* field = FindField(*type, step);
    if (field == nullptr) return Bad(path, absl::StrCat("names no field of ", type->name()));
    GUANXI_RETURN_IF_ERROR(CheckNamed(path, *field));
    if (IsLeftOut(*field)) return absl::OkStatus();
    fields.push_back(field);
    type = HasParts(*field) ? field->message_type() : nullptr;
  }
  std::vector<MaskNode> leaf;
  if (keys.empty()) {
    AddWhole(*fields.back(), {}, &leaf);
  } else {
    leaf.push_back({fields.back(), {}, std::move(keys)});
  }
  if (!leaf.empty()) Insert(fields, 0, leaf[0], nodes);
  return absl::OkStatus();
}

std::vector<MaskNode> MaskBuilder::Populated(const Message& message) const {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  std::vector<MaskNode> nodes;
  for (const FieldDescriptor* field : fields) {
    if (IsLeftOut(*field)) continue;
    if (!HasParts(*field)) {
      nodes.push_back({field, {}, {}});
      continue;
    }
    MaskNode node = {field, Populated(message.GetReflection()->GetMessage(message, field)), {}};
    if (!node.children.empty()) nodes.push_back(std::move(node));
  }
  return nodes;
}

absl::Status MaskBuilder::CheckNamed(absl::string_view path, const FieldDescriptor& field) const {
  if (rules_ == nullptr) return absl::OkStatus();
  if (rules_->refuse_output_only && IsOutputOnly(field)) return Bad(path, "is output only");
  if (rules_->refuse_immutable && IsImmutable(field)) return Bad(path, "cannot be changed");
  return absl::OkStatus();
}

bool MaskBuilder::IsLeftOut(const FieldDescriptor& field) const {
  return rules_ != nullptr && (IsOutputOnly(field) || IsImmutable(field));
}

bool MaskBuilder::IsPartlyLeftOut(const Descriptor& type, Types outer) const {
  if (std::find(outer.begin(), outer.end(), &type) != outer.end()) return false;
  outer.push_back(&type);
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (IsLeftOut(field)) return true;
    if (HasParts(field) && IsPartlyLeftOut(*field.message_type(), outer)) return true;
  }
  return false;
}

std::vector<MaskNode> MaskBuilder::AllWithin(const Descriptor& type, Types outer) const {
  std::vector<MaskNode> nodes;
  if (std::find(outer.begin(), outer.end(), &type) != outer.end()) return nodes;
  outer.push_back(&type);
  for (int i = 0; i < type.field_count(); ++i) AddWhole(*type.field(i), outer, &nodes);
  return nodes;
}

void MaskBuilder::AddWhole(const FieldDescriptor& field, const Types& outer,
                           std::vector<MaskNode>* nodes) const {
  if (IsLeftOut(field)) return;
  MaskNode node = {&field, {}, {}};
  if (HasParts(field) && IsPartlyLeftOut(*field.message_type(), {})) {
    node.children = AllWithin(*field.message_type(), outer);
    if (node.children.empty()) return;
  }
  nodes->push_back(std::move(node));
}

}  // namespace guanxi::mask
