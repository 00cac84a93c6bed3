#include "customer-svc/merge/bulk_merge.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/jobs/operation_store.h"
#include "common/resource/environment.h"
#include "common/resource/unit_of_work.h"
#include "customer-svc/merge/merge_queries.h"
#include "guanxi/customer/v1/merge_service.pb.h"

namespace guanxi::customer {
namespace {

using bulk::BulkCheckpoint;
using resource::UnitOfWork;

// Every id of ours is below it.
Uuid LastId() {
  Uuid id;
  id.data.fill(0xff);
  return id;
}

BulkRun::Response MergeAll(const BulkTools& tools, jobs::Job& job) {
  BulkRun run(tools, &job);
  v1::BulkMergeCustomersRequest request;
  request.ParseFromString(job.request());
  while (run.state().next() < request.merges_size()) {
    GUANXI_RETURN_IF_ERROR(run.Continue());
    const int index = run.state().next();
    const Uuid id = tools.engine->environment().uuids().Next();
    BulkCheckpoint behind = run.state();
    behind.set_next(index + 1);
    BulkCheckpoint done = behind;
    done.set_done_count(done.done_count() + 1);
    done.set_moving(std::string(id.bytes()));
    v1::MergeCustomersResponse unused;  // it is filled when the unit of work ends
    const absl::Status merged = run.Step(done, [&](UnitOfWork& work) {
      return tools.desk->Merge(work, request.merges(index), id,
                               {jobs::MakeOperationName(job.id()), /*cluster=*/""}, &unused);
    });
    if (merged.ok()) continue;
    v1::BulkMergeFailure failure;
    failure.set_index(index);
    GUANXI_RETURN_IF_ERROR(run.Fail(merged, failure, behind));
  }
  GUANXI_RETURN_IF_ERROR(run.Continue());
  return run.Complete();
}

absl::StatusOr<std::vector<Uuid>> NextToUndo(const BulkRun& run, const std::string& bulk) {
  Uuid before = LastId();
  if (!run.state().last_merge().empty()) {
    GUANXI_ASSIGN_OR_RETURN(before, Uuid::FromBytes(run.state().last_merge()));
  }
  std::vector<Uuid> next;
  GUANXI_RETURN_IF_ERROR(
      run.tools().database->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(
            next, StandingMergesOf(tx, run.job().principal().tenant, bulk, before, 1));
        return absl::OkStatus();
      }));
  return next;
}

BulkRun::Response UndoAll(const BulkTools& tools, jobs::Job& job) {
  BulkRun run(tools, &job);
  v1::UndoBulkMergeRequest request;
  request.ParseFromString(job.request());
  while (true) {
    GUANXI_RETURN_IF_ERROR(run.Continue());
    GUANXI_ASSIGN_OR_RETURN(const std::vector<Uuid> next, NextToUndo(run, request.bulk()));
    if (next.empty()) return run.Complete();
    const Uuid& id = next[0];
    // A bulk that was cancelled leaves its last merge before all of it is moved.
    GUANXI_RETURN_IF_ERROR(run.MoveAllOf(id));
    BulkCheckpoint behind = run.state();
    behind.set_last_merge(std::string(id.bytes()));
    BulkCheckpoint done = behind;
    done.set_done_count(done.done_count() + 1);
    done.set_moving(std::string(id.bytes()));
    v1::UndoMergeRequest undo;
    undo.set_name(absl::StrCat("customerMerges/", id.ToString()));
    v1::UndoMergeResponse unused;  // it is filled when the unit of work ends
    const absl::Status undone =
        run.Step(done, [&](UnitOfWork& work) { return tools.desk->Undo(work, undo, &unused); });
    if (undone.ok()) continue;
    v1::BulkMergeFailure failure;
    failure.set_customer_merge(undo.name());
    GUANXI_RETURN_IF_ERROR(run.Fail(undone, failure, behind));
  }
}

}  // namespace

jobs::Handler BulkMergeHandler(const BulkTools& tools) {
  return [tools](jobs::Job& job) { return MergeAll(tools, job); };
}

jobs::Handler UndoBulkHandler(const BulkTools& tools) {
  return [tools](jobs::Job& job) { return UndoAll(tools, job); };
}

}  // namespace guanxi::customer
