#include "common/jobs/job.h"

#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/jobs/leases.h"

namespace guanxi::jobs {

absl::Status Cancelled() {
  return Error(absl::StatusCode::kCancelled, "OPERATION_CANCELLED",
               "the operation was cancelled; what it had done until then stays");
}

const Uuid& Job::id() const { return operation_->id; }
const Principal& Job::PrincipalOf(const Operation& operation) { return operation.principal; }
absl::Time Job::create_time() const { return operation_->create_time; }
const std::string& Job::request() const { return operation_->request; }
const std::string& Job::checkpoint() const { return operation_->checkpoint; }

absl::Status Job::Continue() {
  GUANXI_ASSIGN_OR_RETURN(const Leases::State state, leases_->Look(*operation_));
  if (state.cancel_requested) return Cancelled();
  if (stopping_->load()) {
    return Error(absl::StatusCode::kAborted, "WORKER_STOPPING", "the process is about to end");
  }
  // A turn without progress would be a turn in vain.
  if (state.progressed && leases_->Now() >= turn_end_) {
    return Error(absl::StatusCode::kAborted, kTurnOver, "the operation goes on at its next turn");
  }
  return decide_ ? decide_(&principal_) : absl::OkStatus();
}

absl::Status Job::Save(db::Transaction& tx, const google::protobuf::Message& checkpoint,
                       const google::protobuf::Message& metadata) const {
  return leases_->Save(tx, *operation_, checkpoint, metadata);
}

}  // namespace guanxi::jobs
