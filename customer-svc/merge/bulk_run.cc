#include "customer-svc/merge/bulk_run.h"

#include <utility>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/errors/grpc.h"
#include "common/jobs/operation_store.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::customer {
namespace {

using bulk::BulkCheckpoint;
using resource::UnitOfWork;

// All of one merge is moved before the next: a turn of its own for what takes longer.
constexpr absl::Duration kMoveFor = absl::Seconds(5);
// Failures that the response tells of.
constexpr int kMostFailures = 1000;

}  // namespace

BulkRun::BulkRun(const BulkTools& tools, jobs::Job* job) : tools_(tools), job_(*job) {
  state_.ParseFromString(job_.checkpoint());
}

absl::Status BulkRun::Continue() {
  if (!state_.moving().empty()) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid merge, Uuid::FromBytes(state_.moving()));
    GUANXI_RETURN_IF_ERROR(MoveAllOf(merge));
  }
  state_.clear_moving();
  return job_.Continue();
}

absl::Status BulkRun::MoveAllOf(const Uuid& merge) {
  bool is_moved = false;
  while (!is_moved) {
    GUANXI_RETURN_IF_ERROR(job_.Continue());
    GUANXI_ASSIGN_OR_RETURN(
        is_moved, tools_.mover->Finish(job_.principal().tenant, merge, absl::Now() + kMoveFor));
  }
  return absl::OkStatus();
}

absl::Status BulkRun::Step(const BulkCheckpoint& next,
                           absl::FunctionRef<absl::Status(UnitOfWork&)> body) {
  resource::WriteContext context;
  context.is_merge = true;
  GUANXI_RETURN_IF_ERROR(tools_.engine->Write(job_.principal(), {db::Lane::kJob}, context,
                                              [&](UnitOfWork& work) -> absl::Status {
                                                GUANXI_RETURN_IF_ERROR(body(work));
                                                return job_.Save(work.tx(), next, Metadata(next));
                                              }));
  state_ = next;
  return absl::OkStatus();
}

absl::Status BulkRun::Save(const BulkCheckpoint& next) {
  GUANXI_RETURN_IF_ERROR(tools_.database->ReadWrite(
      {db::Lane::kJob}, [&](db::Transaction& tx) { return job_.Save(tx, next, Metadata(next)); }));
  state_ = next;
  return absl::OkStatus();
}

absl::Status BulkRun::Fail(const absl::Status& status, v1::BulkMergeFailure failure,
                           BulkCheckpoint next) {
  if (IsPassing(status)) return status;
  if (absl::IsInternal(status)) {
    Log(Severity::kError, "merge.bulk_failed",
        {{"operation", jobs::MakeOperationName(job_.id())}, {"error", status.message()}});
  }
  failure.mutable_status()->ParseFromString(ToGrpcStatus(status).error_details());
  if (next.failures_size() < kMostFailures) *next.add_failures() = std::move(failure);
  next.set_failed_count(next.failed_count() + 1);
  return Save(next);
}

v1::BulkMergeCustomersMetadata BulkRun::Metadata(const BulkCheckpoint& checkpoint) const {
  v1::BulkMergeCustomersMetadata metadata;
  *metadata.mutable_create_time() = google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(
      absl::ToUnixMicros(job_.create_time()));
  metadata.set_done_count(checkpoint.done_count());
  metadata.set_failed_count(checkpoint.failed_count());
  return metadata;
}

BulkRun::Response BulkRun::Complete() const {
  auto response = std::make_unique<v1::BulkMergeCustomersResponse>();
  response->set_done_count(state_.done_count());
  *response->mutable_failures() = state_.failures();
  response->set_failed_count(state_.failed_count());
  return response;
}

}  // namespace guanxi::customer
