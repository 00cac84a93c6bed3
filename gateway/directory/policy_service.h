// guanxi.access.v1.PolicyService.
#ifndef GUANXI_GATEWAY_DIRECTORY_POLICY_SERVICE_H_
#define GUANXI_GATEWAY_DIRECTORY_POLICY_SERVICE_H_

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/db/database.h"
#include "common/rpc/call.h"
#include "guanxi/access/v1/policy.adapter.h"

namespace guanxi::directory {

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class PolicyServiceImpl : public access::v1::PolicyServiceMethods {
 public:
  // Sessions that have ended are told of for `ended_kept`: until no token of theirs is good.
  PolicyServiceImpl(db::Database* database, absl::Duration ended_kept, Clock* clock)
      : database_(database), ended_kept_(ended_kept), clock_(clock) {}

  absl::StatusOr<access::v1::GetPolicySnapshotResponse> GetPolicySnapshot(
      const rpc::Call& call, const access::v1::GetPolicySnapshotRequest& request) override;

 private:
  db::Database* const database_;
  const absl::Duration ended_kept_;
  Clock* const clock_;
};

}  // namespace guanxi::directory

#endif  // GUANXI_GATEWAY_DIRECTORY_POLICY_SERVICE_H_
