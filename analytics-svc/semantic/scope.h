// Which facts a caller may see: the one predicate that every figure passes.
//
// Facts have the owner and the department of their record, as they are now, and a permission of the
// record's own service (`opportunities.read`) reaches as far with its figures as with its lists:
// one's own, those of one's department, of those below it, all (access.v1.DataScope). What is
// shared with somebody, and what he collaborates on, is not among his figures: sums by owner and
// department would not add up with it.
#ifndef GUANXI_ANALYTICS_SVC_SEMANTIC_SCOPE_H_
#define GUANXI_ANALYTICS_SVC_SEMANTIC_SCOPE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "analytics-svc/semantic/fragment.h"
#include "common/auth/principal.h"

namespace guanxi::analytics {

// By whose rights a row of a table of facts goes.
struct ReadRule {
  // The resource whose record a row is, as policies about fields name it: "guanxi.dev/Contract".
  std::string resource;
  // "contracts.read".
  std::string permission;
  // Whether rows have `owner_id` and `department_id`; else all are of who has the permission.
  bool is_owned = true;
  // Of a table with records of several resources: those that this rule is about, as a condition on
  // "f" without values. "" of all others.
  std::string condition = "";
};

// The condition, in brackets, on the rows of `alias` that the principal sees by any of `rules`:
// those of a rule whose permission he lacks are left out. Errors:
//   PERMISSION_DENIED  METHOD_NOT_ALLOWED  he has none of the permissions
//   INTERNAL           RIGHTS_MISSING      nobody decided what he may do
absl::StatusOr<Fragment> ScopeCondition(const std::vector<ReadRule>& rules,
                                        const Principal& principal, absl::string_view alias);

// Whether the principal sees the field `path` ("base_amount", "custom.area") of the resource in
// full, and the one that it is a copy of. Else PERMISSION_DENIED, FIELD_NOT_ALLOWED, which names
// `member`: a figure of a field tells what the field holds. Of several rules each has to show it
// whose rows he sees.
absl::Status CheckFieldSeen(const std::vector<ReadRule>& rules, const Principal& principal,
                            absl::string_view path, absl::string_view member);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_SEMANTIC_SCOPE_H_
