#include "common/resource/row_scope.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/policy/rights.h"
#include "common/resource/id_marks.h"

namespace guanxi::resource {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// No row has this id: where a scope lets see nothing.
constexpr absl::string_view kNothing = "1 = 0";

// Marks for the ids or a few more: few different statements. The ids' values are added.
std::string MarksOf(absl::Span<const Uuid> ids, std::vector<db::Value>* values) {
  const size_t marks = MarksFor(ids.size());
  AppendIds(ids, marks, values);
  return Marks(marks);
}

// The id in a field that holds a name; nil if it is not set.
Uuid IdIn(const Column& column, const Message& message) {
  const std::string text = message.GetReflection()->GetString(message, column.field);
  if (text.empty()) return Uuid();
  return ParseReference(column.collection, text).value_or(Uuid());
}

bool IsAmong(const SetField& set, const Uuid& id, const Message& message) {
  const auto* reflection = message.GetReflection();
  for (int i = 0; i < reflection->FieldSize(message, set.field); ++i) {
    const auto named =
        ParseReference(set.collection, reflection->GetRepeatedString(message, set.field, i));
    if (named.ok() && *named == id) return true;
  }
  return false;
}

// What stands before the dot.
absl::string_view StemOf(absl::string_view permission) {
  return permission.substr(0, permission.find('.'));
}

bool IsWrite(Use use) { return use != Use::kRead && use != Use::kName; }

access::v1::DataScope ScopeOf(const ResourceType& type, const policy::Rights& rights, Use use) {
  const std::string& own = rights.permission();
  if (use == Use::kGive) return rights.ScopeOf(PermissionOf(type, "transfer"));
  const bool is_about = StemOf(own) == type.collections().front();
  const auto by_own = is_about ? rights.ScopeOf(own) : access::v1::DATA_SCOPE_UNSPECIFIED;
  if (is_about && use != Use::kName) return by_own;
  return std::max(by_own, rights.ScopeOf(PermissionOf(type, IsWrite(use) ? "update" : "read")));
}

}  // namespace

std::string PermissionOf(const ResourceType& type, absl::string_view verb) {
  return absl::StrCat(type.collections().front(), ".", verb);
}

Uuid Above::IdOf(const ResourceName& name) const { return NameOf(name).id; }

ResourceName Above::NameOf(const ResourceName& name) const {
  if (hops == 0) return name;
  return hops == 1 ? ParentOf(name) : ParentOf(ParentOf(name));
}

absl::string_view Above::column() const {
  if (hops == 0) return "id";
  return hops == 1 ? "parent_id" : "grandparent_id";
}

absl::StatusOr<Above> DecidesFor(const Resource& resource) {
  Above above{&resource};
  while (above.resource->type().scope().via_parent) {
    above.resource = above.resource->links().parent;
    ++above.hops;
    if (above.resource == nullptr) {
      return absl::InternalError(absl::StrCat(resource.type().full_type(), " is not linked"));
    }
  }
  return above;
}

absl::StatusOr<RowScope> RowScope::Of(const Resource& resource, const Principal& principal, Use use,
                                      absl::Time now) {
  if (principal.rights == nullptr) {
    return Error(absl::StatusCode::kInternal, "RIGHTS_MISSING",
                 "nobody has decided what the principal may do");
  }
  RowScope scope;
  GUANXI_ASSIGN_OR_RETURN(scope.above_, DecidesFor(resource));
  const Resource* const decides = scope.above_.resource;
  if (!decides->type().scope().has_fields()) return RowScope();
  const policy::Rights& rights = *principal.rights;
  if (decides->type().scope().owner_alone && !rights.sees_all()) {
    scope.resource_ = decides;
    scope.for_writing_ = IsWrite(use);
    scope.tenant_ = principal.tenant;
    scope.now_ = now;
    scope.user_ = rights.user();
    return scope;
  }
  const access::v1::DataScope reach = ScopeOf(decides->type(), rights, use);
  if (reach == access::v1::ALL) return RowScope();
  scope.resource_ = decides;
  scope.for_writing_ = IsWrite(use);
  scope.is_owned_ = use == Use::kOwn || use == Use::kGive;
  scope.tenant_ = principal.tenant;
  scope.now_ = now;
  if (reach == access::v1::DATA_SCOPE_UNSPECIFIED) return scope;
  scope.user_ = rights.user();
  const auto departments = rights.DepartmentsIn(reach);
  scope.departments_.assign(departments.begin(), departments.end());
  const auto memberships = rights.memberships();
  scope.memberships_.assign(memberships.begin(), memberships.end());
  return scope;
}

ScopeBranch RowScope::Collaborations() const {
  const ResourceType& type = resource_->type();
  ScopeBranch branch;
  // Left to itself, the optimizer may take the index by id and read the sets of all rows.
  branch.ids = absl::StrCat(
      "SELECT c.id FROM set_values c FORCE INDEX (PRIMARY) WHERE c.tenant_id = ? AND c.type = ",
      type.number(), " AND c.field = ", type.scope().collaborators->number(),
      " AND c.value = ? AND c.live IN (0, 1)");
  branch.values = {tenant_.bytes(), user_.bytes()};
  return branch;
}

ScopeBranch RowScope::Shares(absl::string_view index, absl::string_view with,
                             std::vector<db::Value> values) const {
  ScopeBranch branch;
  branch.ids = absl::StrCat(
      "SELECT DISTINCT h.parent_id AS id FROM ", resource_->links().shares->type().table(),
      " h FORCE INDEX (", index, ") WHERE h.tenant_id = ? AND h.live = 1 AND ", with,
      " AND (h.expire_time IS NULL OR h.expire_time > ?)",
      for_writing_ ? absl::StrCat(" AND h.access = ", static_cast<int>(metadata::v1::SHARE_WRITE))
                   : "");
  branch.values = {tenant_.bytes()};
  branch.values.insert(branch.values.end(), values.begin(), values.end());
  branch.values.emplace_back(now_);
  return branch;
}

std::vector<ScopeBranch> RowScope::Branches() const {
  const ScopeFields& fields = resource_->type().scope();
  std::vector<ScopeBranch> branches;
  if (fields.owner != nullptr && !user_.IsNil()) branches.push_back({fields.owner, user_, "", {}});
  if (fields.department != nullptr) {
    for (const Uuid& id : departments_) branches.push_back({fields.department, id, "", {}});
  }
  if (is_owned_) return branches;
  if (fields.collaborators != nullptr && !user_.IsNil()) branches.push_back(Collaborations());
  if (resource_->links().shares == nullptr) return branches;
  // Apart: for "by this user or by one of these departments" no one index serves.
  if (!user_.IsNil()) {
    branches.push_back(Shares("idx_user_id", "h.user_id = ?", {user_.bytes()}));
  }
  if (!memberships_.empty()) {
    std::vector<db::Value> values;
    const std::string with =
        absl::StrCat("h.department_id IN (", MarksOf(memberships_, &values), ")");
    branches.push_back(Shares("idx_department_id", with, std::move(values)));
  }
  return branches;
}

std::string RowScope::OwnCondition(absl::string_view alias, std::vector<db::Value>* values) const {
  const ScopeFields& fields = resource_->type().scope();
  std::vector<std::string> reasons;
  bool departments_done = false;
  for (const ScopeBranch& branch : Branches()) {
    if (branch.column == nullptr) {
      reasons.push_back(absl::StrCat(alias, ".id IN (", branch.ids, ")"));
      values->insert(values->end(), branch.values.begin(), branch.values.end());
    } else if (branch.column == fields.owner) {
      reasons.push_back(absl::StrCat(alias, ".", branch.column->name, " = ?"));
      values->emplace_back(branch.value.bytes());
    } else if (!std::exchange(departments_done, true)) {
      reasons.push_back(absl::StrCat(alias, ".", branch.column->name, " IN (",
                                     MarksOf(departments_, values), ")"));
    }
  }
  if (reasons.empty()) return std::string(kNothing);
  return absl::StrCat("(", absl::StrJoin(reasons, " OR "), ")");
}

// The parent is looked up for each row that is read: written as a join or an EXISTS it might as
// well be read first, all that the scope lets see.
std::string RowScope::Condition(absl::string_view alias, std::vector<db::Value>* values) const {
  if (!via_parent()) return OwnCondition(alias, values);
  const std::string own = OwnCondition("q", values);
  return absl::StrCat("(SELECT 1 FROM ", resource_->type().table(),
                      " q FORCE INDEX (PRIMARY) WHERE q.tenant_id = ", alias,
                      ".tenant_id AND q.id = ", alias, ".", above_.column(), " AND ", own,
                      " LIMIT 1) = 1");
}

bool RowScope::Holds(const Stored& row) const { return !via_parent() && Holds(*row.message); }

bool RowScope::Holds(const Message& message) const {
  const ScopeFields& fields = resource_->type().scope();
  if (fields.owner != nullptr && !user_.IsNil() && IdIn(*fields.owner, message) == user_) {
    return true;
  }
  if (fields.department != nullptr && !departments_.empty() &&
      std::binary_search(departments_.begin(), departments_.end(),
                         IdIn(*fields.department, message))) {
    return true;
  }
  return !is_owned_ && fields.collaborators != nullptr && !user_.IsNil() &&
         IsAmong(*fields.collaborators, user_, message);
}

db::Query RowScope::SelectAmong(size_t marks, std::vector<db::Value>* values) const {
  const ResourceType& type = resource_->type();
  return {absl::StrCat(type.singular(), ".select_in_scope"),
          absl::StrCat("SELECT t.id FROM ", type.table(), " t WHERE t.tenant_id = ? AND t.id IN (",
                       Marks(marks), ") AND ", OwnCondition("t", values))};
}

RowScope RowScope::Sample(const Resource& resource) {
  RowScope scope;
  const absl::StatusOr<Above> above = DecidesFor(resource);
  if (!above.ok() || !above->resource->type().scope().has_fields()) return RowScope();
  scope.above_ = *above;
  scope.resource_ = above->resource;
  scope.for_writing_ = true;
  scope.user_ = DeriveUuid("sample", "user");
  scope.departments_ = {DeriveUuid("sample", "department")};
  scope.memberships_ = scope.departments_;
  return scope;
}

absl::Status RowScope::Restrict(db::Transaction& tx, std::map<Uuid, Stored>* rows) const {
  if (has_all()) return absl::OkStatus();
  const auto key = [&](const Stored& row) { return above_.IdOf(row.name); };
  std::set<Uuid> asked, in_scope;
  for (const auto& [id, row] : *rows) {
    if (!Holds(row)) asked.insert(key(row));
  }
  if (asked.empty()) return absl::OkStatus();
  const std::vector<Uuid> ids(asked.begin(), asked.end());
  std::vector<db::Value> values = {tenant_.bytes()};
  AppendIds(ids, MarksFor(ids.size()), &values);
  const db::Query query = SelectAmong(MarksFor(ids.size()), &values);
  GUANXI_ASSIGN_OR_RETURN(const db::Rows found, tx.Select(query, values));
  for (const db::Row row : found) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(0)));
    in_scope.insert(id);
  }
  for (auto row = rows->begin(); row != rows->end();) {
    const Uuid id = key(row->second);
    row = asked.count(id) != 0 && in_scope.count(id) == 0 ? rows->erase(row) : std::next(row);
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> RowScope::Has(db::Transaction& tx, const Stored& row) const {
  if (has_all() || Holds(row)) return true;
  const Uuid id = above_.IdOf(row.name);
  std::vector<db::Value> values = {tenant_.bytes(), id.bytes()};
  const db::Query query = SelectAmong(1, &values);
  GUANXI_ASSIGN_OR_RETURN(const db::Rows found, tx.Select(query, values));
  return !found.empty();
}

}  // namespace guanxi::resource
