#include "gateway/directory/giving.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/policy/field_view.h"
#include "common/policy/rights.h"
#include "common/resource/resource_name.h"
#include "common/resource/row_codec.h"
#include "gateway/directory/rights.h"
#include "gateway/directory/trusted.h"
#include "guanxi/access/v1/api_client.pb.h"
#include "guanxi/access/v1/department.pb.h"
#include "guanxi/access/v1/user.pb.h"

namespace guanxi::directory {
namespace {

using access::v1::ApiClient;
using access::v1::Department;
using access::v1::Role;
using access::v1::User;
using resource::Resource;
using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;

// As deep as departments are (Department.parent_department).
constexpr size_t kMaxDepth = 32;

const db::Query& PeopleQuery() {
  static const auto* const query =
      new db::Query{"directory.people_of_department",
                    "SELECT u.body FROM directory_users u WHERE u.tenant_id = ? AND u.live = 1 AND "
                    "u.department_id = ? AND u.state = ?"};
  return *query;
}

// The live row without a lock, or nothing. What is given counts as this unit of work leaves it: an
// earlier entry of a batch may have made it. What the caller has counts as it was before.
enum class As { kLeft, kStored };
absl::StatusOr<std::optional<Stored>> Read(UnitOfWork& work, const Resource& resource,
                                           absl::string_view name, As as = As::kLeft) {
  GUANXI_ASSIGN_OR_RETURN(const ResourceName parsed,
                          resource::ParseName(resource.type(), name, "name"));
  if (as == As::kLeft) return work.Peek(resource, parsed);
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      work.tx().Select(resource.select(), {work.principal().tenant.bytes(), parsed.id.bytes()}));
  if (rows.empty()) return std::nullopt;
  GUANXI_ASSIGN_OR_RETURN(Stored row, resource::DecodeRow(resource.type(), rows[0]));
  if (!row.live) return std::nullopt;
  return row;
}

absl::StatusOr<std::vector<Role>> ReadRoles(UnitOfWork& work, const Resources& all,
                                            const RoleNames& names, As as = As::kLeft) {
  std::vector<Role> roles;
  for (const std::string& name : names) {
    GUANXI_ASSIGN_OR_RETURN(const auto row, Read(work, *all.roles, name, as));
    if (row.has_value()) roles.push_back(static_cast<const Role&>(*row->message));
  }
  return roles;
}

// The department and those above it, itself first; none of none.
absl::StatusOr<Place> PlaceOf(UnitOfWork& work, const Resources& all,
                              absl::string_view department) {
  Place place;
  std::string next(department);
  while (!next.empty() && place.size() < kMaxDepth) {
    place.push_back(next);
    GUANXI_ASSIGN_OR_RETURN(const auto row, Read(work, *all.departments, next));
    if (!row.has_value()) break;
    next = static_cast<const Department&>(*row->message).parent_department();
  }
  return place;
}

// The caller's stored roles, none if he is absent, deleted or not active; and his department.
absl::StatusOr<Held> ReadCaller(UnitOfWork& work, const Resources& all) {
  const std::string& subject = work.principal().subject;
  Held held;
  if (absl::StartsWith(subject, "users/")) {
    GUANXI_ASSIGN_OR_RETURN(const auto row, Read(work, *all.users, subject, As::kStored));
    if (!row.has_value()) return held;
    const auto& user = static_cast<const User&>(*row->message);
    if (user.state() != User::ACTIVE) return held;
    held.department = user.department();
    GUANXI_ASSIGN_OR_RETURN(held.roles, ReadRoles(work, all, user.roles(), As::kStored));
  } else if (absl::StartsWith(subject, "clients/")) {
    GUANXI_ASSIGN_OR_RETURN(const auto row, Read(work, *all.clients, subject, As::kStored));
    if (!row.has_value()) return held;
    const auto& client = static_cast<const ApiClient&>(*row->message);
    if (client.state() != ApiClient::ACTIVE) return held;
    GUANXI_ASSIGN_OR_RETURN(held.roles, ReadRoles(work, all, client.roles(), As::kStored));
  }
  return held;
}

// What roles hold is said to those who see it anyway.
absl::Status NotHeld(const Principal& caller, absl::string_view what) {
  constexpr char kText[] = "nobody gives, or rules over, rights that he does not have";
  const auto view = caller.rights->ViewOf(Role::descriptor());
  const bool sees = view->AccessTo("permissions") <= policy::FieldAccess::kReadOnly;
  if (!sees) return Error(absl::StatusCode::kPermissionDenied, "RIGHTS_NOT_HELD", kText);
  return Error(absl::StatusCode::kPermissionDenied, "RIGHTS_NOT_HELD",
               absl::StrCat(kText, ": ", what), {{"missing", std::string(what)}});
}

// That the caller has `given` in `place` (anywhere if none).
absl::Status CheckHolds(UnitOfWork& work, const Resources& all, const std::vector<Role>& given,
                        const std::optional<Place>& place) {
  if (given.empty() || IsTrusted(work.principal())) return absl::OkStatus();
  if (!work.principal().actor.empty()) {
    return NotHeld(work.principal(), "a service gives none on somebody's behalf");
  }
  GUANXI_ASSIGN_OR_RETURN(const Held held, ReadCaller(work, all));
  for (const Role& role : given) {
    const std::string missing = Missing(held, role, place);
    if (!missing.empty()) return NotHeld(work.principal(), missing);
  }
  return absl::OkStatus();
}

// Of the roles what reaches as far as one of `scopes`.
std::vector<Role> Reaching(const std::set<access::v1::DataScope>& scopes, std::vector<Role> roles) {
  for (Role& role : roles) {
    auto& all = *role.mutable_permissions();
    all.erase(std::remove_if(all.begin(), all.end(),
                             [&](const access::v1::Permission& one) {
                               return scopes.count(one.scope()) == 0;
                             }),
              all.end());
  }
  return roles;
}

// The sets of roles of the active people of a department.
absl::StatusOr<std::set<std::vector<std::string>>> RolesAt(UnitOfWork& work, const Resources& all,
                                                           absl::string_view department) {
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(all.departments->type(), department, "department"));
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          work.tx().Select(PeopleQuery(), {work.principal().tenant.bytes(),
                                                           name.id.bytes(), int{User::ACTIVE}}));
  std::set<std::vector<std::string>> sets;
  for (const db::Row row : rows) {
    User user;
    if (!user.ParseFromArray(row.String(0).data(), static_cast<int>(row.String(0).size()))) {
      return absl::InternalError("a row of directory_users is damaged");
    }
    sets.emplace(user.roles().begin(), user.roles().end());
  }
  return sets;
}

}  // namespace

absl::Status CheckGivenRoles(UnitOfWork& work, const Resources& all, const RoleNames* old,
                             const RoleNames& next, absl::string_view department) {
  std::set<std::string> before;
  if (old != nullptr) before.insert(old->begin(), old->end());
  std::vector<Uuid> ids;
  std::vector<int> at;
  for (int i = 0; i < next.size(); ++i) {
    if (before.count(next[i]) != 0) continue;
    GUANXI_ASSIGN_OR_RETURN(
        const ResourceName name,
        resource::ParseName(all.roles->type(), next[i], absl::StrCat("roles[", i, "]")));
    ids.push_back(name.id);
    at.push_back(i);
  }
  if (ids.empty()) return absl::OkStatus();
  // Held as they are until the end, so that none is deleted meanwhile.
  GUANXI_ASSIGN_OR_RETURN(const auto rows, work.GetMany(*all.roles, ids, resource::Lock::kShared));
  std::vector<Role> given;
  for (size_t i = 0; i < ids.size(); ++i) {
    const auto row = rows.find(ids[i]);
    if (row == rows.end() || !row->second.live) {
      return InvalidField(absl::StrCat("roles[", at[i], "]"), "names nothing that exists");
    }
    given.push_back(static_cast<const Role&>(*row->second.message));
  }
  GUANXI_ASSIGN_OR_RETURN(const Place place, PlaceOf(work, all, department));
  return CheckHolds(work, all, given, place);
}

absl::Status CheckGivenRights(UnitOfWork& work, const Resources& all, const Role& role) {
  return CheckHolds(work, all, {role}, std::nullopt);
}

absl::Status CheckGivenPlace(UnitOfWork& work, const Resources& all, const RoleNames& roles,
                             absl::string_view department) {
  GUANXI_ASSIGN_OR_RETURN(const auto given, ReadRoles(work, all, roles));
  GUANXI_ASSIGN_OR_RETURN(const Place place, PlaceOf(work, all, department));
  return CheckHolds(work, all, Reaching({access::v1::DEPARTMENT, access::v1::SUBTREE}, given),
                    place);
}

absl::Status CheckRanksAbove(UnitOfWork& work, const Resources& all, const RoleNames& roles,
                             absl::string_view department) {
  GUANXI_ASSIGN_OR_RETURN(const auto given, ReadRoles(work, all, roles));
  GUANXI_ASSIGN_OR_RETURN(const Place place, PlaceOf(work, all, department));
  return CheckHolds(work, all, given, place);
}

absl::Status CheckRanksAboveUser(UnitOfWork& work, const Resources& all, absl::string_view user) {
  GUANXI_ASSIGN_OR_RETURN(const auto row, Read(work, *all.users, user));
  if (!row.has_value()) return absl::OkStatus();
  const auto& stored = static_cast<const User&>(*row->message);
  return CheckRanksAbove(work, all, stored.roles(), stored.department());
}

absl::Status CheckRanksAbovePeople(UnitOfWork& work, const Resources& all,
                                   absl::string_view department) {
  GUANXI_ASSIGN_OR_RETURN(const auto sets, RolesAt(work, all, department));
  for (const std::vector<std::string>& names : sets) {
    GUANXI_RETURN_IF_ERROR(
        CheckRanksAbove(work, all, RoleNames(names.begin(), names.end()), department));
  }
  return absl::OkStatus();
}

absl::Status CheckGivenDepartment(UnitOfWork& work, const Resources& all,
                                  absl::string_view department, absl::string_view old_parent,
                                  absl::string_view parent) {
  if (parent.empty() || IsTrusted(work.principal())) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const Place before, PlaceOf(work, all, old_parent));
  GUANXI_ASSIGN_OR_RETURN(const Place after, PlaceOf(work, all, parent));
  // As it stands now: whoever has it below himself already gives nothing new to those above it.
  Place place = before;
  place.insert(place.begin(), std::string(department));
  for (const std::string& above : after) {
    if (std::find(before.begin(), before.end(), above) != before.end()) continue;
    GUANXI_ASSIGN_OR_RETURN(const auto sets, RolesAt(work, all, above));
    for (const std::vector<std::string>& names : sets) {
      GUANXI_ASSIGN_OR_RETURN(const auto roles,
                              ReadRoles(work, all, RoleNames(names.begin(), names.end())));
      GUANXI_RETURN_IF_ERROR(CheckHolds(work, all, Reaching({access::v1::SUBTREE}, roles), place));
    }
  }
  return absl::OkStatus();
}

std::vector<db::Query> GivingQueries() { return {PeopleQuery()}; }

}  // namespace guanxi::directory
