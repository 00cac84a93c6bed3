#include "customer-svc/merge/bulk_merge.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/errors/grpc.h"
#include "common/jobs/operation_store.h"
#include "common/resource/environment.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "customer-svc/merge/merge_queries.h"
#include "customer-svc/merge/state.pb.h"
#include "google/protobuf/util/time_util.h"
#include "guanxi/customer/v1/merge_service.pb.h"

namespace guanxi::customer {
namespace {

using Response = absl::StatusOr<std::unique_ptr<google::protobuf::Message>>;
using bulk::BulkCheckpoint;
using resource::UnitOfWork;

// All of one merge is moved before the next: a turn of its own for what takes longer.
constexpr absl::Duration kMoveFor = absl::Seconds(5);
// Every id of ours is below it.
Uuid LastId() {
  Uuid id;
  id.data.fill(0xff);
  return id;
}

class Bulk {
 public:
  Bulk(const BulkTools& tools, jobs::Job& job) : tools_(tools), job_(job) {
    state_.ParseFromString(job.checkpoint());
  }

  Response MergeAll() {
    v1::BulkMergeCustomersRequest request;
    request.ParseFromString(job_.request());
    while (state_.next() < request.merges_size()) {
      GUANXI_RETURN_IF_ERROR(job_.Continue());
      const int index = state_.next();
      BulkCheckpoint done = state_;
      done.set_next(index + 1);
      done.set_done_count(state_.done_count() + 1);
      const Uuid id = tools_.engine->environment().uuids().Next();
      const absl::Status merged = Step(done, [&](UnitOfWork& work) {
        v1::MergeCustomersResponse unused;
        return tools_.desk->Merge(work, request.merges(index), id,
                                  jobs::MakeOperationName(job_.id()), &unused);
      });
      if (!merged.ok()) {
        GUANXI_RETURN_IF_ERROR(Fail(merged, index, ""));
        continue;
      }
      GUANXI_RETURN_IF_ERROR(MoveAll(id));
    }
    return Complete();
  }

  Response UndoAll() {
    v1::UndoBulkMergeRequest request;
    request.ParseFromString(job_.request());
    while (true) {
      GUANXI_RETURN_IF_ERROR(job_.Continue());
      GUANXI_ASSIGN_OR_RETURN(const std::vector<Uuid> next, NextToUndo(request.bulk()));
      if (next.empty()) return Complete();
      const Uuid& id = next[0];
      BulkCheckpoint done = state_;
      done.set_last_merge(std::string(id.bytes()));
      done.set_done_count(state_.done_count() + 1);
      v1::UndoMergeRequest undo;
      undo.set_name(absl::StrCat("customerMerges/", id.ToString()));
      const absl::Status undone = Step(done, [&](UnitOfWork& work) {
        v1::UndoMergeResponse unused;
        return tools_.desk->Undo(work, undo, &unused);
      });
      if (!undone.ok()) {
        GUANXI_RETURN_IF_ERROR(Fail(undone, 0, undo.name()));
        continue;
      }
      GUANXI_RETURN_IF_ERROR(MoveAll(id));
    }
  }

 private:
  absl::Status Step(const BulkCheckpoint& next, absl::FunctionRef<absl::Status(UnitOfWork&)> body) {
    GUANXI_RETURN_IF_ERROR(tools_.engine->Write(job_.principal(), {db::Lane::kJob},
                                                resource::WriteContext(),
                                                [&](UnitOfWork& work) -> absl::Status {
                                                  GUANXI_RETURN_IF_ERROR(body(work));
                                                  return job_.Save(work.tx(), next, Metadata(next));
                                                }));
    state_ = next;
    return absl::OkStatus();
  }

  // Notes what cannot be done, and goes on behind it; what may pass is tried again.
  absl::Status Fail(const absl::Status& status, int index, const std::string& merge) {
    if (IsPassing(status)) return status;
    BulkCheckpoint next = state_;
    v1::BulkMergeFailure& failure = *next.add_failures();
    failure.set_index(index);
    failure.set_customer_merge(merge);
    // As a client of the single method is told.
    failure.mutable_status()->ParseFromString(ToGrpcStatus(status).error_details());
    if (merge.empty()) {
      next.set_next(index + 1);
    } else {
      GUANXI_ASSIGN_OR_RETURN(const Uuid id, resource::ParseReference("customerMerges", merge));
      next.set_last_merge(std::string(id.bytes()));
    }
    GUANXI_RETURN_IF_ERROR(tools_.database->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) {
      return job_.Save(tx, next, Metadata(next));
    }));
    state_ = std::move(next);
    return absl::OkStatus();
  }

  absl::Status MoveAll(const Uuid& merge) {
    while (true) {
      GUANXI_ASSIGN_OR_RETURN(
          const bool is_done,
          tools_.mover->Finish(job_.principal().tenant, merge, absl::Now() + kMoveFor));
      if (is_done) return absl::OkStatus();
      GUANXI_RETURN_IF_ERROR(job_.Continue());
    }
  }

  absl::StatusOr<std::vector<Uuid>> NextToUndo(const std::string& bulk) {
    Uuid before = LastId();
    if (!state_.last_merge().empty()) {
      GUANXI_ASSIGN_OR_RETURN(before, Uuid::FromBytes(state_.last_merge()));
    }
    std::vector<Uuid> next;
    GUANXI_RETURN_IF_ERROR(
        tools_.database->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
          GUANXI_ASSIGN_OR_RETURN(next,
                                  StandingMergesOf(tx, job_.principal().tenant, bulk, before, 1));
          return absl::OkStatus();
        }));
    return next;
  }

  v1::BulkMergeCustomersMetadata Metadata(const BulkCheckpoint& checkpoint) const {
    v1::BulkMergeCustomersMetadata metadata;
    *metadata.mutable_create_time() = google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(
        absl::ToUnixMicros(job_.create_time()));
    metadata.set_done_count(checkpoint.done_count());
    metadata.set_failed_count(checkpoint.failures_size());
    return metadata;
  }

  Response Complete() const {
    auto response = std::make_unique<v1::BulkMergeCustomersResponse>();
    response->set_done_count(state_.done_count());
    *response->mutable_failures() = state_.failures();
    return response;
  }

  const BulkTools tools_;
  jobs::Job& job_;
  BulkCheckpoint state_;
};

}  // namespace

jobs::Handler BulkMergeHandler(const BulkTools& tools) {
  return [tools](jobs::Job& job) { return Bulk(tools, job).MergeAll(); };
}

jobs::Handler UndoBulkHandler(const BulkTools& tools) {
  return [tools](jobs::Job& job) { return Bulk(tools, job).UndoAll(); };
}

}  // namespace guanxi::customer
