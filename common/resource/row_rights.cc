#include "common/resource/row_rights.h"

#include <iterator>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/policy/field_view.h"
#include "common/policy/rights.h"
#include "common/resource/resource_name.h"

namespace guanxi::resource {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// What one field names, or a list of them, in whatever order.
std::set<std::string> NamesIn(const Message& message, const FieldDescriptor* field) {
  const auto* reflection = message.GetReflection();
  if (!field->is_repeated()) return {reflection->GetString(message, field)};
  std::set<std::string> names;
  for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
    names.insert(reflection->GetRepeatedString(message, field, i));
  }
  return names;
}

// A share that ends before it begins gives nothing: somebody meant something else.
void CheckEnd(const FieldDescriptor* field, const Message* old, const Message& next, absl::Time now,
              Violations* violations) {
  if (!next.GetReflection()->HasField(next, field)) return;
  const absl::Time end = GetTime(field, next);
  const bool stays =
      old != nullptr && old->GetReflection()->HasField(*old, field) && GetTime(field, *old) == end;
  if (!stays && end <= now) violations->Add(field->name(), "lies in the past");
}

absl::Status NotTheirs(const Resource& resource, const ResourceName& name, bool is_new) {
  const ResourceType& type = resource.type();
  if (is_new && !type.scope().via_parent) {
    return Error(absl::StatusCode::kPermissionDenied, "ROW_OUT_OF_SCOPE",
                 absl::StrCat("the ", type.singular(),
                              " would belong to somebody for whom the caller may not make any"));
  }
  GUANXI_ASSIGN_OR_RETURN(const Above above, DecidesFor(resource));
  const std::string text = FormatName(above.resource->type(), above.NameOf(name));
  return Error(absl::StatusCode::kPermissionDenied, "ROW_READ_ONLY",
               absl::StrCat(text, " may be seen by the caller, and not changed"), {{"name", text}});
}

}  // namespace

absl::StatusOr<const RowScope*> RowRights::ScopeFor(const Resource& resource, Use use) {
  const auto known = scopes_.find({&resource, use});
  if (known != scopes_.end()) return &known->second;
  GUANXI_ASSIGN_OR_RETURN(RowScope scope, RowScope::Of(resource, principal_, use, now_));
  return &scopes_.emplace(std::make_pair(&resource, use), std::move(scope)).first->second;
}

absl::StatusOr<RowRights::Reach> RowRights::ReachOf(const Resource& resource, Use use,
                                                    const Stored& row) {
  GUANXI_ASSIGN_OR_RETURN(const Above above, DecidesFor(resource));
  return Reach(above.resource, use, above.IdOf(row.name));
}

absl::StatusOr<bool> RowRights::Reaches(const Resource& resource, Use use, const Stored& row) {
  if (suspended_ > 0) return true;
  GUANXI_ASSIGN_OR_RETURN(const RowScope* const scope, ScopeFor(resource, use));
  if (scope->has_all()) return true;
  GUANXI_ASSIGN_OR_RETURN(const Reach reach, ReachOf(resource, use, row));
  const auto [known, is_new] = reached_.try_emplace(reach, false);
  if (is_new) {
    GUANXI_ASSIGN_OR_RETURN(known->second, scope->Has(*tx_, row));
  }
  return known->second;
}

absl::Status RowRights::DropHidden(const Resource& resource, std::map<Uuid, Stored>* rows) {
  GUANXI_ASSIGN_OR_RETURN(const bool hides, HidesRows(resource));
  if (!hides) return absl::OkStatus();
  std::map<Uuid, Stored> asked;
  std::map<Uuid, Reach> keys;
  for (auto row = rows->begin(); row != rows->end();) {
    GUANXI_ASSIGN_OR_RETURN(const Reach key, ReachOf(resource, Use::kName, row->second));
    const auto known = reached_.find(key);
    if (known == reached_.end()) {
      keys.emplace(row->first, key);
      asked.insert(rows->extract(row++));
    } else {
      row = known->second ? std::next(row) : rows->erase(row);
    }
  }
  GUANXI_ASSIGN_OR_RETURN(const RowScope* const scope, ScopeFor(resource, Use::kName));
  GUANXI_RETURN_IF_ERROR(scope->Restrict(*tx_, &asked));
  for (const auto& [id, key] : keys) reached_[key] = asked.count(id) != 0;
  rows->merge(asked);
  return absl::OkStatus();
}

absl::Status RowRights::CheckMayWrite(const Resource& resource, const Stored& row, State state) {
  const bool is_new = state == State::kNew;
  // A new one that was another's would be one's own by a collaboration that nobody agreed to.
  const bool is_root = !resource.type().scope().via_parent;
  const Use use = is_new && is_root ? Use::kOwn : Use::kWrite;
  GUANXI_ASSIGN_OR_RETURN(const bool reaches, Reaches(resource, use, row));
  if (!reaches) return NotTheirs(resource, row.name, is_new);
  if (resource.type().shares_parent()) {
    GUANXI_RETURN_IF_ERROR(CheckOwned(resource, Use::kOwn, row));
  }
  // What it made it also sees, although the tables do not know of it yet.
  if (is_new && suspended_ == 0) {
    for (const Use known : {Use::kName, Use::kWrite, Use::kOwn}) {
      reached_[{&resource, known, row.name.id}] = true;
    }
  }
  return absl::OkStatus();
}

absl::Status RowRights::CheckMayDelete(const Resource& resource, const Stored& row) {
  if (resource.type().scope().via_parent) return absl::OkStatus();
  return CheckOwned(resource, Use::kOwn, row);
}

absl::Status RowRights::CheckMayGive(const Resource& resource, const Stored& old,
                                     const Message& next) {
  const ScopeFields& fields = resource.type().scope();
  if (suspended_ > 0 || !fields.has_fields()) return absl::OkStatus();
  const auto differs = [&](const auto* named) {
    return named != nullptr && NamesIn(*old.message, named->field) != NamesIn(next, named->field);
  };
  const bool new_owner = differs(fields.owner);
  const bool new_hands = new_owner || differs(fields.department) || differs(fields.collaborators);
  if (new_hands) GUANXI_RETURN_IF_ERROR(CheckOwned(resource, Use::kOwn, old));
  if (!new_owner) return absl::OkStatus();
  const std::string permission = PermissionOf(resource.type(), "transfer");
  if (principal_.rights->ScopeOf(permission) == access::v1::DATA_SCOPE_UNSPECIFIED) {
    return Error(absl::StatusCode::kPermissionDenied, "METHOD_NOT_ALLOWED",
                 absl::StrCat("none of the caller's roles lets him change ", fields.owner->path),
                 {{"permission", permission}});
  }
  return CheckOwned(resource, Use::kGive, old);
}

absl::Status RowRights::CheckOwned(const Resource& resource, Use use, const Stored& row) {
  GUANXI_ASSIGN_OR_RETURN(const bool reaches, Reaches(resource, use, row));
  if (reaches) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const Above above, DecidesFor(resource));
  const std::string text = FormatName(above.resource->type(), above.NameOf(row.name));
  return Error(absl::StatusCode::kPermissionDenied, "ROW_NOT_OWNED",
               absl::StrCat(text, " belongs to others: the caller may change its fields, and not ",
                            "give it away, share or delete it"),
               {{"name", text}});
}

absl::StatusOr<bool> RowRights::HidesRows(const Resource& resource) {
  if (suspended_ > 0) return false;
  GUANXI_ASSIGN_OR_RETURN(const RowScope* const scope, ScopeFor(resource, Use::kName));
  return !scope->has_all();
}

absl::Status RowRights::FillOwner(const Resource& resource, Message* next) {
  const ScopeFields& fields = resource.type().scope();
  if (suspended_ > 0 || fields.owner == nullptr) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const RowScope* const scope, ScopeFor(resource, Use::kOwn));
  const auto* reflection = next->GetReflection();
  const auto* owner = fields.owner->field;
  const policy::Rights& rights = *principal_.rights;
  const bool is_unowned = reflection->GetString(*next, owner).empty();
  if (is_unowned && !scope->has_all() && !rights.user().IsNil()) {
    reflection->SetString(next, owner,
                          absl::StrCat(fields.owner->collection, "/", rights.user().ToString()));
  }
  if (fields.department == nullptr) return absl::OkStatus();
  const auto* department = fields.department->field;
  const Uuid id = rights.DepartmentOf(reflection->GetString(*next, owner));
  if (id.IsNil() || !reflection->GetString(*next, department).empty()) return absl::OkStatus();
  reflection->SetString(next, department,
                        absl::StrCat(fields.department->collection, "/", id.ToString()));
  return absl::OkStatus();
}

absl::Status RowRights::CheckOwner(const Resource& resource, const Message* old,
                                   const Message& next) const {
  if (suspended_ > 0 || principal_.rights == nullptr) return absl::OkStatus();
  const ResourceType& type = resource.type();
  const ScopeFields& fields = type.scope();
  const auto* reflection = next.GetReflection();
  Violations violations;
  std::vector<const Column*> columns = {fields.owner, fields.department};
  columns.insert(columns.end(), fields.handed_over.begin(), fields.handed_over.end());
  if (type.shares_parent()) {
    columns = {type.FindColumn("user"), type.FindColumn("department")};
    CheckEnd(type.FindColumn("expire_time")->field, old, next, now_, &violations);
  }
  for (const Column* column : columns) {
    if (column == nullptr) continue;
    const std::string name = reflection->GetString(next, column->field);
    if (name.empty() || (old != nullptr && reflection->GetString(*old, column->field) == name)) {
      continue;
    }
    if (!principal_.rights->IsActive(name)) violations.Add(column->path, "names nobody active");
  }
  if (fields.collaborators == nullptr) return violations.ToStatus();
  const auto* field = fields.collaborators->field;
  const auto before = old != nullptr ? NamesIn(*old, field) : std::set<std::string>();
  for (int i = 0; i < reflection->FieldSize(next, field); ++i) {
    const std::string name = reflection->GetRepeatedString(next, field, i);
    if (before.count(name) == 0 && !principal_.rights->IsActive(name)) {
      violations.Add(absl::StrCat(field->name(), "[", i, "]"), "names nobody active");
    }
  }
  return violations.ToStatus();
}

absl::Status RowRights::AdmitFields(const Resource& resource, const Message* old,
                                    Message* next) const {
  if (suspended_ > 0 || principal_.rights == nullptr || principal_.rights->sees_all()) {
    return absl::OkStatus();  // who has no rights at all is refused with the row
  }
  return principal_.rights->ViewOf(resource.type().descriptor())->Admit(old, next);
}

}  // namespace guanxi::resource
