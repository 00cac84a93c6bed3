#include "common/jobs/job.h"

#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/jobs/leases.h"

namespace guanxi::jobs {

const Uuid& Job::id() const { return operation_->id; }
const Principal& Job::principal() const { return operation_->principal; }
absl::Time Job::create_time() const { return operation_->create_time; }
const std::string& Job::request() const { return operation_->request; }
const std::string& Job::checkpoint() const { return operation_->checkpoint; }

absl::Status Job::Continue() const {
  if (stopping_->load()) {
    return Error(absl::StatusCode::kAborted, "WORKER_STOPPING", "the process is about to end");
  }
  GUANXI_ASSIGN_OR_RETURN(const bool cancelled, leases_->CancelRequested(*operation_));
  if (!cancelled) return absl::OkStatus();
  return Error(absl::StatusCode::kCancelled, "OPERATION_CANCELLED",
               "the operation was cancelled; what it had done until then stays");
}

absl::Status Job::Save(db::Transaction& tx, const google::protobuf::Message& checkpoint,
                       const google::protobuf::Message& metadata) const {
  return leases_->Save(tx, *operation_, checkpoint, metadata);
}

}  // namespace guanxi::jobs
