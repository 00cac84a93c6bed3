#include "common/resource/resource.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status_macros.h"
#include "common/resource/id_marks.h"
#include "common/resource/row_codec.h"

namespace guanxi::resource {

absl::StatusOr<std::unique_ptr<const Resource>> Resource::Create(
    const google::protobuf::Descriptor* descriptor, Hooks hooks) {
  GUANXI_ASSIGN_OR_RETURN(
      auto type,
      ResourceType::Compile(descriptor, [normalize = hooks.normalize](google::protobuf::Message* m,
                                                                      Violations* violations) {
        if (normalize) normalize(WriteContext(), m, violations);
      }));
  if ((hooks.questions == nullptr) != (hooks.ask == nullptr)) {
    return absl::InternalError(
        absl::StrCat(descriptor->full_name(), ": has questions if and only if it asks"));
  }
  return std::unique_ptr<const Resource>(new Resource(std::move(type), std::move(hooks)));
}

Resource::Resource(std::unique_ptr<const ResourceType> type, Hooks hooks)
    : type_(std::move(type)), hooks_(std::move(hooks)), search_(type_->number(), type_->table()) {
  const std::string& name = type_->singular();
  const std::string by_id = absl::StrCat("SELECT ", RowColumns(*type_, "t"), " FROM ",
                                         type_->table(), " t WHERE t.tenant_id = ? AND t.id = ?");
  select_ = {absl::StrCat(name, ".select_by_id"), by_id};
  locked_ = {absl::StrCat(name, ".lock_by_id"), absl::StrCat(by_id, " FOR UPDATE")};
  insert_ = {absl::StrCat(name, ".insert"),
             absl::StrCat("INSERT INTO ", type_->table(), " (",
                          absl::StrJoin(InsertColumns(*type_), ", "), ") VALUES "),
             ""};
  const std::string update = absl::StrCat("UPDATE ", type_->table(), " SET ");
  const std::string set = absl::StrCat(absl::StrJoin(UpdateColumns(*type_), " = ?, "),
                                       " = ? WHERE tenant_id = ? AND id = ? AND version = ?");
  update_ = {absl::StrCat(name, ".update"), absl::StrCat(update, set)};
  if (type_->has_parent()) {
    move_ = {absl::StrCat(name, ".move"),
             absl::StrCat(update, absl::StrJoin(ParentNames(*type_), " = ?, "), " = ?, ", set)};
    children_ = {absl::StrCat(name, ".lock_children"),
                 absl::StrCat("SELECT ", RowColumns(*type_, "t"), " FROM ", type_->table(),
                              " t WHERE t.tenant_id = ? AND t.live = 1 AND t.parent_id = ? ORDER "
                              "BY t.id LIMIT ? FOR UPDATE")};
  }
  erase_ = {absl::StrCat(name, ".erase"),
            absl::StrCat("DELETE FROM ", type_->table(),
                         " WHERE tenant_id = ? AND id = ? AND version = ?")};
  project_ = {
      absl::StrCat(name, ".project"),
      absl::StrCat(update, absl::StrJoin(ProjectedNames(*type_), " = ?, "),
                   " = ?, projection = ? WHERE tenant_id = ? AND id = ? AND projection = ?")};
  shared_ = {absl::StrCat(name, ".share_by_id"), absl::StrCat(by_id, " LOCK IN SHARE MODE")};
  live_shared_ = {
      absl::StrCat(name, ".share_live"),
      absl::StrCat("SELECT t.id, ", type_->has_parent() ? "t.parent_id" : "NULL", ", t.live FROM ",
                   type_->table(), " t WHERE t.tenant_id = ? AND t.id = ? LOCK IN SHARE MODE")};
  for (const UniqueKey& key : type_->unique_keys()) {
    std::string sql = absl::StrCat("SELECT t.id FROM ", type_->table(), " t WHERE t.tenant_id = ?");
    if (key.in_parent) absl::StrAppend(&sql, " AND t.parent_id = ?");
    for (const Column* column : key.columns) {
      absl::string_view mark = column->mark();
      for (const std::string& part : KeyNames(*column)) {
        absl::StrAppend(&sql, " AND t.", part, " = ", std::exchange(mark, "?"));
      }
    }
    if (!key.claim.empty()) absl::StrAppend(&sql, " AND t.", key.claim, " = 1");
    holders_.push_back({absl::StrCat(name, ".select_holder"), std::move(sql)});
    releases_.push_back(
        {absl::StrCat(name, ".release"),
         absl::StrCat(update, key.claim, " = NULL WHERE tenant_id = ? AND id = ?")});
  }
}

void Resource::Normalize(const WriteContext& context, google::protobuf::Message* message,
                         Violations* violations) const {
  type_->names().Canonicalize(message);
  NormalizeExternalIds(*type_, message);
  if (hooks_.normalize) hooks_.normalize(context, message, violations);
}

db::Query Resource::SelectMany(size_t count, Lock lock) const {
  struct Form {
    absl::string_view name, suffix;
  };
  const Form form = lock == Lock::kExclusive ? Form{".lock_many", " FOR UPDATE"}
                    : lock == Lock::kShared  ? Form{".share_many", " LOCK IN SHARE MODE"}
                                             : Form{".select_many", ""};
  return {absl::StrCat(type_->singular(), form.name),
          absl::StrCat("SELECT ", RowColumns(*type_, "t"), " FROM ", type_->table(),
                       " t WHERE t.tenant_id = ? AND t.id IN (", Marks(count), ") ORDER BY t.id",
                       form.suffix)};
}

db::Query Resource::LockWith(absl::string_view name, absl::string_view columns) const {
  const std::string projected = ProjectedColumns(*type_, "t");
  std::string own = RowColumns(*type_, "t");
  own.resize(own.size() - projected.size());
  return {std::string(name),
          absl::StrCat("SELECT ", own, ", ", columns, projected, " FROM ", type_->table(),
                       " t WHERE t.tenant_id = ? AND t.id = ? FOR UPDATE")};
}

db::Query Resource::SelectReferrers(const Column& reference) const {
  return {absl::StrCat(type_->singular(), ".select_referrers"),
          absl::StrCat("SELECT t.id FROM ", type_->table(),
                       " t WHERE t.tenant_id = ? AND t.live = 1 AND t.", reference.name,
                       " = ? ORDER BY t.id LIMIT ?")};
}

absl::Status Resource::Link(absl::Span<const Resource* const> all) {
  for (const Resource* resource : all) *resource->links_ = Links();
  for (const Resource* resource : all) {
    const ResourceType& type = resource->type();
    Links& links = *resource->links_;
    auto above = type.collections();
    above.pop_back();
    for (const Resource* other : all) {
      if (!above.empty() && other->type().collections() == above) links.parent = other;
    }
    if (type.scope().via_parent &&
        (links.parent == nullptr || (!links.parent->type().scope().has_fields() &&
                                     !links.parent->type().scope().via_parent))) {
      return absl::InternalError(
          absl::StrCat(type.full_type(), ": its scope is its parent's, which has none"));
    }
    if (type.shares_parent()) links.parent->links_->shares = resource;
    for (const ReferenceField& reference : type.references()) {
      const auto target = std::find_if(all.begin(), all.end(), [&](const Resource* other) {
        return other->type().full_type() == reference.target;
      });
      if (target == all.end()) {
        return absl::InternalError(absl::StrCat(type.full_type(), ": no resource is a ",
                                                reference.target, ", of which ",
                                                reference.field->name(), " is a reference"));
      }
      links.targets.push_back(*target);
      if (reference.rule.on_delete() > metadata::v1::KEEP) {
        (*target)->links_->referrers.push_back({resource, &reference});
      }
    }
  }
  return absl::OkStatus();
}

db::Query Resource::ProjectMany(size_t count) const {
  // Ids are bytes, which the connection would take for text.
  std::vector<std::string> values = {"CAST(? AS BINARY(16)) AS id", "? AS old"}, sets;
  for (const std::string& name : ProjectedNames(*type_)) {
    const bool is_id = std::any_of(
        type_->projected().begin(), type_->projected().end(), [&](const Column* column) {
          return column->kind == ColumnKind::kName && column->name == name;
        });
    values.push_back(absl::StrCat(is_id ? "CAST(? AS BINARY(16))" : "?", " AS ", name));
    sets.push_back(absl::StrCat("t.", name, " = v.", name));
  }
  values.push_back("? AS projection");
  sets.push_back("t.projection = v.projection");
  const std::vector<std::string> rows(count, absl::StrCat("SELECT ", absl::StrJoin(values, ", ")));
  return {absl::StrCat(type_->singular(), ".project_many"),
          absl::StrCat("UPDATE (", absl::StrJoin(rows, " UNION ALL "), ") v STRAIGHT_JOIN ",
                       type_->table(), " t ON t.tenant_id = ? AND t.id = v.id SET ",
                       absl::StrJoin(sets, ", "), " WHERE t.projection = v.old")};
}

db::Query Resource::SelectLive(size_t count) const {
  return {absl::StrCat(type_->singular(), ".select_live"),
          absl::StrCat("SELECT t.id FROM ", type_->table(),
                       " t WHERE t.tenant_id = ? AND t.live = 1 AND t.id IN (", Marks(count), ")")};
}

absl::Status NameNotFound(const Resource& resource, const ResourceName& name) {
  return NotFound(resource.type().code(), FormatName(resource.type(), name));
}

}  // namespace guanxi::resource
