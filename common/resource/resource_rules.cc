// The rules of a resource that are about other records: unique keys, references, deletion.
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status_macros.h"
#include "common/resource/resource_type.h"
#include "google/api/field_behavior.pb.h"
#include "google/api/resource.pb.h"

namespace guanxi::resource {

using google::protobuf::FieldDescriptor;

const metadata::v1::ResourceRules& ResourceType::rules() const {
  return descriptor_->options().GetExtension(metadata::v1::resource);
}

// One of the two alone is a field as any other.
const FieldDescriptor* ResourceType::merged_into_field() const {
  return merged_by_field() != nullptr ? Field("merged_into") : nullptr;
}

absl::Status ResourceType::CompileUniqueKeys() {
  for (const metadata::v1::UniqueRule& rule : rules().unique()) {
    UniqueKey key;
    key.in_parent = rule.in_parent();
    key.index = absl::StrCat("uq_", rule.name());
    if (!rule.with_deleted()) key.claim = absl::StrCat(rule.name(), "_claim");
    key.reason = rule.reason().empty() ? absl::StrCat(code_, "_ALREADY_EXISTS") : rule.reason();
    key.fields = absl::StrJoin(rule.fields(), ", ");
    if (rule.name().empty() || rule.fields().empty() || (rule.in_parent() && !has_parent())) {
      return Fault("a unique rule needs a name, fields and, in_parent, a parent");
    }
    for (const std::string& path : rule.fields()) {
      const Column* const column = FindColumn(path);
      if (column == nullptr || column->projected) {
        return Fault(absl::StrCat("unique by undeclared field ", path));
      }
      // Without a claim to be NULL, "not set" would be a value.
      if (rule.with_deleted() && !HasBehavior(column->field, google::api::REQUIRED)) {
        return Fault(absl::StrCat(path, ": unique with deleted ones, and not REQUIRED"));
      }
      key.columns.push_back(column);
    }
    unique_keys_.push_back(std::move(key));
  }
  return absl::OkStatus();
}

absl::Status ResourceType::CompileReferences() {
  for (int i = 0; i < descriptor_->field_count(); ++i) {
    const FieldDescriptor* field = descriptor_->field(i);
    if (!Rules(field).has_reference()) continue;
    ReferenceField reference;
    reference.field = field;
    reference.rule = Rules(field).reference();
    reference.target = field->options().GetExtension(google::api::resource_reference).type();
    reference.column = FindColumn(field->name());
    if (reference.target.empty() || field->is_repeated() ||
        field->type() != FieldDescriptor::TYPE_STRING) {
      return Fault(absl::StrCat(field->name(), ": a reference is a string with a type"));
    }
    const bool found_by = reference.rule.on_delete() > metadata::v1::KEEP;
    if (found_by && (reference.column == nullptr || reference.column->kind != ColumnKind::kName)) {
      return Fault(absl::StrCat(field->name(), ": what a deletion looks for needs a column"));
    }
    references_.push_back(std::move(reference));
  }
  return absl::OkStatus();
}

absl::Status ResourceType::CompileDeletion() {
  const bool can_mark = delete_time_field() != nullptr;
  deletion_ = rules().deletion();
  if (deletion_ == metadata::v1::DELETION_UNSPECIFIED) {
    deletion_ = can_mark ? metadata::v1::SOFT : metadata::v1::NONE;
  }
  if ((deletion_ == metadata::v1::SOFT) == can_mark) return absl::OkStatus();
  return Fault("has a delete_time if and only if deletion is soft");
}

absl::Status ResourceType::CompileEdge() {
  if (rules().edge_between().empty()) return absl::OkStatus();
  for (const std::string& name : rules().edge_between()) {
    const FieldDescriptor* field = Field(name.c_str());
    if (field == nullptr || field->is_repeated() || field->type() != FieldDescriptor::TYPE_STRING ||
        !HasBehavior(field, google::api::REQUIRED) || !HasBehavior(field, google::api::IMMUTABLE)) {
      return Fault(absl::StrCat(name, ": an end is a REQUIRED and IMMUTABLE string"));
    }
    edge_between_.push_back(field);
  }
  return edge_between_.size() == 2 ? absl::OkStatus() : Fault("an edge has two ends");
}

absl::Status ResourceType::CompileScope() {
  const metadata::v1::RowScope& rule = rules().scope();
  const auto find = [&](const std::string& path, const Column** column) {
    *column = path.empty() ? nullptr : FindColumn(path);
    const bool is_name = *column != nullptr && (*column)->kind == ColumnKind::kName &&
                         (*column)->parents.empty() && !(*column)->projected;
    return path.empty() || is_name;
  };
  if (!find(rule.owner(), &scope_.owner) || !find(rule.department(), &scope_.department)) {
    return Fault("the fields of its scope are names of its own with columns");
  }
  if (!rule.collaborators().empty()) {
    scope_.collaborators = FindSet(rule.collaborators());
    if (scope_.collaborators == nullptr || scope_.collaborators->collection.empty()) {
      return Fault(absl::StrCat(rule.collaborators(), ": collaborators are a set of names"));
    }
  }
  scope_.owner_alone = rule.owner_alone();
  if (scope_.owner_alone && (scope_.owner == nullptr || scope_.department != nullptr ||
                             scope_.collaborators != nullptr)) {
    return Fault("what is its owner's alone has an owner, and no department or collaborators");
  }
  if (rule.personal() || scope_.owner_alone) {
    GUANXI_RETURN_IF_ERROR(CheckOwnerStays(rule));
  }
  for (const std::string& path : rule.handed_over()) {
    scope_.handed_over.push_back(nullptr);
    if (!find(path, &scope_.handed_over.back()) || scope_.handed_over.back() == nullptr) {
      return Fault(absl::StrCat(path, ": what is handed over is a name of its own with a column"));
    }
  }
  scope_.via_parent = rule.via_parent();
  if (scope_.via_parent && (scope_.has_fields() || !has_parent())) {
    return Fault("a scope by way of the parent has no fields, and a parent");
  }
  return shares_parent() ? CheckShares() : absl::OkStatus();
}

// What says how somebody is served must not be made by one and then given to another: whoever could
// give it would decide what the other is told, or who acts in his place.
absl::Status ResourceType::CheckOwnerStays(const metadata::v1::RowScope& rule) const {
  const bool stays =
      scope_.owner != nullptr && (HasBehavior(scope_.owner->field, google::api::IMMUTABLE) ||
                                  HasBehavior(scope_.owner->field, google::api::OUTPUT_ONLY));
  if (stays) return absl::OkStatus();
  return Fault(absl::StrCat(rule.owner(), ": the owner of what is personal, or his alone, is ",
                            "IMMUTABLE or OUTPUT_ONLY"));
}

absl::Status ResourceType::CheckShares() const {
  const auto is = [&](const char* path, ColumnKind kind, const char* name) {
    const Column* const column = FindColumn(path);
    return column != nullptr && column->kind == kind && column->name == name;
  };
  if (has_parent() && scope_.via_parent && is("user", ColumnKind::kName, "user_id") &&
      is("department", ColumnKind::kName, "department_id") &&
      is("access", ColumnKind::kEnum, "access") &&
      is("expire_time", ColumnKind::kTime, "expire_time")) {
    return absl::OkStatus();
  }
  return Fault(
      "shares have the scope of their parent, and columns of user, department, access and "
      "expire_time");
}

}  // namespace guanxi::resource
