#include "analytics-svc/semantic/scope.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/policy/rights.h"

namespace guanxi::analytics {
namespace {

using access::v1::DataScope;
using policy::FieldAccess;

absl::Status CheckDecided(const Principal& principal) {
  if (principal.rights != nullptr) return absl::OkStatus();
  return Error(absl::StatusCode::kInternal, "RIGHTS_MISSING",
               "nobody has decided what the principal may do");
}

// The reasons by which a row is in a scope that is not all.
Fragment OwnedCondition(const policy::Rights& rights, DataScope scope, absl::string_view alias) {
  std::vector<Fragment> reasons;
  if (!rights.user().IsNil()) {
    reasons.push_back(Fragment(absl::StrCat(alias, ".owner_id = ")).Bind(rights.user()));
  }
  const auto departments = rights.DepartmentsIn(scope);
  if (!departments.empty()) {
    Fragment among(absl::StrCat(alias, ".department_id IN ("));
    for (size_t i = 0; i < departments.size(); ++i) {
      if (i > 0) among.Add(", ");
      among.Bind(departments[i]);
    }
    reasons.push_back(std::move(among.Add(")")));
  }
  return JoinFragments(std::move(reasons), " OR ", "1 = 0");
}

Fragment ConditionOf(const ReadRule& rule, const policy::Rights& rights, DataScope scope,
                     absl::string_view alias) {
  std::vector<Fragment> parts;
  if (!rule.condition.empty()) parts.emplace_back(rule.condition);
  if (rule.is_owned && scope != access::v1::ALL) {
    parts.push_back(OwnedCondition(rights, scope, alias));
  }
  return JoinFragments(std::move(parts), " AND ", "1 = 1");
}

}  // namespace

absl::StatusOr<Fragment> ScopeCondition(const std::vector<ReadRule>& rules,
                                        const Principal& principal, absl::string_view alias) {
  GUANXI_RETURN_IF_ERROR(CheckDecided(principal));
  std::vector<Fragment> seen;
  for (const ReadRule& rule : rules) {
    const DataScope scope = principal.rights->ScopeOf(rule.permission);
    if (scope == access::v1::DATA_SCOPE_UNSPECIFIED) continue;
    seen.push_back(ConditionOf(rule, *principal.rights, scope, alias));
  }
  if (seen.empty()) {
    const std::string permission = rules.empty() ? "" : rules.front().permission;
    return Error(absl::StatusCode::kPermissionDenied, "METHOD_NOT_ALLOWED",
                 absl::StrCat("it needs the permission ", permission),
                 {{"permission", permission}});
  }
  // In brackets of its own: whoever puts AND beside it means all of it.
  return Fragment("(").Add(JoinFragments(std::move(seen), " OR ", "1 = 0")).Add(")");
}

absl::Status CheckFieldSeen(const std::vector<ReadRule>& rules, const Principal& principal,
                            absl::string_view path, absl::string_view member) {
  GUANXI_RETURN_IF_ERROR(CheckDecided(principal));
  for (const ReadRule& rule : rules) {
    if (principal.rights->ScopeOf(rule.permission) == access::v1::DATA_SCOPE_UNSPECIFIED) continue;
    policy::FieldPlace place;
    place.resource_type = rule.resource;
    place.path = path;
    place.read_permission = rule.permission;
    const FieldAccess access = principal.rights->AccessTo(place);
    if (access == FieldAccess::kHidden || policy::IsMasked(access)) {
      return Error(absl::StatusCode::kPermissionDenied, "FIELD_NOT_ALLOWED",
                   absl::StrCat(member, " is reckoned from a field that you do not see"),
                   {{"member", std::string(member)}});
    }
  }
  return absl::OkStatus();
}

}  // namespace guanxi::analytics
