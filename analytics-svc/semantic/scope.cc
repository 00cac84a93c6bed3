#include "analytics-svc/semantic/scope.h"

#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "analytics-svc/facts/source.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/policy/field_view.h"
#include "common/policy/rights.h"
#include "google/api/resource.pb.h"
#include "google/protobuf/descriptor.h"

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

// What the records of a resource are; null if facts are not made of such.
const google::protobuf::Descriptor* MessageOf(const std::string& resource) {
  using Messages = std::map<std::string, const google::protobuf::Descriptor*>;
  static const auto* const all = [] {
    auto* const made = new Messages;
    for (const Source* source : Sources()) {
      const auto* const message = source->spec().prototype->GetDescriptor();
      made->emplace(message->options().GetExtension(google::api::resource).type(), message);
    }
    return made;
  }();
  const auto found = all->find(resource);
  return found == all->end() ? nullptr : found->second;
}

// A copy of a field is shown no further than the field: views know.
FieldAccess AccessOf(const ReadRule& rule, const policy::Rights& rights, absl::string_view path) {
  if (const auto* const message = MessageOf(rule.resource)) {
    return rights.ViewOf(message)->AccessTo(path);
  }
  policy::FieldPlace place;
  place.resource_type = rule.resource;
  place.path = path;
  place.read_permission = rule.permission;
  return rights.AccessTo(place);
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
    const FieldAccess access = AccessOf(rule, *principal.rights, path);
    if (access == FieldAccess::kHidden || policy::IsMasked(access)) {
      return Error(absl::StatusCode::kPermissionDenied, "FIELD_NOT_ALLOWED",
                   absl::StrCat(member, " is reckoned from a field that you do not see"),
                   {{"member", std::string(member)}});
    }
  }
  return absl::OkStatus();
}

}  // namespace guanxi::analytics
