// What every resource of shares checks: messages with the fields `user`, `department`, `access` and
// `expire_time` (metadata.v1.ResourceRules.shares_parent).
#ifndef GUANXI_COMMON_RESOURCE_SHARE_RULES_H_
#define GUANXI_COMMON_RESOURCE_SHARE_RULES_H_

#include "common/errors/errors.h"
#include "common/resource/change_kind.h"

namespace guanxi::resource {

// For Behavior<M>::check.
template <typename M>
void CheckShare(ChangeKind kind, const M* /*old*/, const M& next, Violations* violations) {
  if (!StatesValues(kind)) return;
  if (next.user().empty() == next.department().empty()) {
    violations->Add("user", "either this or `department` must be set");
  }
}

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_SHARE_RULES_H_
