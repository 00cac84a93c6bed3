// What is true of standing delegations: normal forms, checks, and who stands in for whom.
//
// Pure: no I/O, no clock.
#ifndef GUANXI_WORKFLOW_SVC_APPROVAL_DELEGATION_RULES_H_
#define GUANXI_WORKFLOW_SVC_APPROVAL_DELEGATION_RULES_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/errors/errors.h"
#include "guanxi/workflow/v1/delegation.pb.h"

namespace guanxi::workflow {

// Delegations that one after the other may stand in for each other.
inline constexpr int kMaxDeputies = 32;

void NormalizeDelegation(v1::Delegation* delegation, Violations* violations);
void CheckDelegation(const v1::Delegation& next, Violations* violations);

// Whether it is in force at `at` for a process (`processDefinitions/{uuid}`).
bool IsInForce(const v1::Delegation& delegation, const std::string& definition, absl::Time at);

// The delegations of a user that are not deleted, in the order of their creation. Errors: those of
// reading them.
using DelegationsOf =
    std::function<absl::StatusOr<std::vector<v1::Delegation>>(const std::string& user)>;

// Whom `user` has named to decide instead of him; "" if he decides himself. Of several in force the
// first counts. Errors: those of `find`.
absl::StatusOr<std::string> DeputyOf(const std::string& user, const std::string& definition,
                                     absl::Time at, const DelegationsOf& find);

// That at no moment and for no process a chain of delegations leads from `next`'s deputy back to
// its delegator.
//   FAILED_PRECONDITION  DELEGATION_CYCLE     it would
//   FAILED_PRECONDITION  DELEGATION_TOO_LONG  a chain is longer than kMaxDeputies, or so many hang
//                                             together that it cannot be said
absl::Status CheckNoCycle(const v1::Delegation& next, const DelegationsOf& find);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_APPROVAL_DELEGATION_RULES_H_
