// What operations that merge or undo many things have in common: steps, failures, what is moved.
#ifndef GUANXI_CUSTOMER_SVC_MERGE_BULK_RUN_H_
#define GUANXI_CUSTOMER_SVC_MERGE_BULK_RUN_H_

#include <memory>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/jobs/job.h"
#include "common/merge/mover.h"
#include "common/resource/engine.h"
#include "common/resource/unit_of_work.h"
#include "customer-svc/merge/merge_desk.h"
#include "customer-svc/merge/state.pb.h"
#include "customer-svc/resources.h"
#include "google/protobuf/message.h"
#include "guanxi/customer/v1/merge_service.pb.h"

namespace guanxi::customer {

// Nothing is owned.
struct BulkTools {
  db::Database* database;
  const resource::Engine* engine;
  const Resources* resources;
  const MergeDesk* desk;
  const merge::Mover* mover;
};

// Each merge happens in the transaction of its checkpoint, and has moved everything before the next
// one is made: a crash neither loses nor doubles one. Belongs to the thread that runs the job.
class BulkRun {
 public:
  using Response = absl::StatusOr<std::unique_ptr<google::protobuf::Message>>;

  // `job` outlives it; goes on from its checkpoint.
  BulkRun(const BulkTools& tools, jobs::Job* job);

  const BulkTools& tools() const { return tools_; }
  jobs::Job& job() const { return job_; }
  // What is done so far.
  const bulk::BulkCheckpoint& state() const { return state_; }

  // Before each step: moves what the last one has left, and Job::Continue. Errors: theirs.
  absl::Status Continue();

  // Moves all that a merge has left to be moved. Errors: those of Mover::Finish and Job::Continue.
  absl::Status MoveAllOf(const Uuid& merge);

  // One unit of work, after which `next` is what is done: read behind `body`, which may set it.
  // Errors: those of `body` and the database.
  absl::Status Step(const bulk::BulkCheckpoint& next,
                    absl::FunctionRef<absl::Status(resource::UnitOfWork&)> body);

  // Without one: only how far it has come. Errors: those of the database.
  absl::Status Save(const bulk::BulkCheckpoint& next);

  // Notes that something cannot be done, as a client of the single method is told, and goes on with
  // `next`. An error that may pass is returned: it is tried again.
  absl::Status Fail(const absl::Status& status, v1::BulkMergeFailure failure,
                    bulk::BulkCheckpoint next);

  // What the operation answers.
  Response Complete() const;

 private:
  v1::BulkMergeCustomersMetadata Metadata(const bulk::BulkCheckpoint& checkpoint) const;

  const BulkTools tools_;
  jobs::Job& job_;
  bulk::BulkCheckpoint state_;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_MERGE_BULK_RUN_H_
