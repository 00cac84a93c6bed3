// Gives everything of one user to another, in all services.
#ifndef GUANXI_GATEWAY_HANDOVER_HAND_OVER_H_
#define GUANXI_GATEWAY_HANDOVER_HAND_OVER_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/auth/principal.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/jobs/job.h"
#include "common/jobs/operation_store.h"
#include "gateway/handover/owned_records.h"
#include "google/longrunning/operations.pb.h"
#include "guanxi/access/v1/user_service.pb.h"

namespace guanxi::handover {

inline constexpr char kHandOverKind[] = "users.handOver";

struct Tools {
  db::Database* database = nullptr;
  const OwnedRecords* records = nullptr;
  // A bearer token by which the gateway acts on the subject's behalf.
  std::function<absl::StatusOr<std::string>(const Principal& principal)> token;
  // The department of a user who is active and whom the services know; UNAVAILABLE if they may not
  // yet, NOT_FOUND, USER_NOT_FOUND for all others.
  std::function<absl::StatusOr<std::string>(const Uuid& tenant, absl::string_view user)> department;
};

// Does the work, page by page: each is given as a whole, by the rights of who started it; what
// cannot be given is counted and left. A page that is given twice changes nothing the second time,
// so that no step is lost and none done twice wherever the process ends.
jobs::Handler HandOverHandler(const Tools& tools);

// That the caller may find, change and transfer records of every kind that has owners.
//   PERMISSION_DENIED  METHOD_NOT_ALLOWED  not of one of them
//   PERMISSION_DENIED  NOT_ON_BEHALF       a service acts for him: nobody starts an operation so
absl::Status CheckMayGive(const Principal& caller);

// Queues it, and runs `queued` in the same transaction. Errors: those of OperationStore::Create.
absl::StatusOr<google::longrunning::Operation> Queue(
    jobs::OperationStore* operations, const Principal& principal,
    const access::v1::HandOverUserRequest& request,
    const jobs::OperationEvents::Event& queued = nullptr);
// As it stands. NOT_FOUND, OPERATION_NOT_FOUND.
absl::StatusOr<google::longrunning::Operation> Look(jobs::OperationStore* operations,
                                                    const Principal& principal,
                                                    const std::string& name);

}  // namespace guanxi::handover

#endif  // GUANXI_GATEWAY_HANDOVER_HAND_OVER_H_
