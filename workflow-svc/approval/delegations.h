// Standing delegations as they are stored: read by who is away, and kept free of circles.
#ifndef GUANXI_WORKFLOW_SVC_APPROVAL_DELEGATIONS_H_
#define GUANXI_WORKFLOW_SVC_APPROVAL_DELEGATIONS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/db/query.h"
#include "common/resource/behavior.h"
#include "common/resource/resource.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/workflow/v1/delegation.pb.h"

namespace guanxi::workflow {

// `*delegations` is the resource with this behaviour, once it was made.
resource::Behavior<v1::Delegation> DelegationBehavior(
    const std::unique_ptr<const resource::Resource>* delegations);

// Those of a user that are not deleted, in the order of their creation, the last 1,000; whoever
// asks. Their notes are not read. What the unit of work itself has written is among them only once
// it was sent. Errors: those of common/db.
absl::StatusOr<std::vector<v1::Delegation>> ReadDelegations(resource::UnitOfWork& work,
                                                            const resource::Resource& delegations,
                                                            const std::string& user);

// The statements, for the linter.
std::vector<db::Query> DelegationQueries();

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_APPROVAL_DELEGATIONS_H_
