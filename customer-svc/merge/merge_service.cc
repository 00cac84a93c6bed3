#include "customer-svc/merge/merge_service.h"

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/crypto/digest.h"
#include "common/errors/errors.h"
#include "common/resource/environment.h"
#include "common/resource/resource_name.h"
#include "customer-svc/merge/bulk_merge.h"
#include "customer-svc/merge/cluster_choice.h"
#include "customer-svc/merge/cluster_merge.h"
#include "customer-svc/merge/merge_queries.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::customer {
namespace {

constexpr int kMaxGroups = 1000;
// The answer is on its way when the call's time is over.
constexpr absl::Duration kForTheAnswer = absl::Milliseconds(500);
// A call does no more: what is left is done beside it.
constexpr absl::Duration kMostOfACall = absl::Seconds(3);

absl::Status ValidateBulk(const v1::BulkMergeCustomersRequest& request) {
  Violations violations;
  if (request.merges_size() < 1 || request.merges_size() > kMaxGroups) {
    violations.Add("merges", absl::StrCat("must be 1 to ", kMaxGroups));
  }
  for (int i = 0; i < request.merges_size(); ++i) {
    const v1::MergeCustomersRequest& merge = request.merges(i);
    const std::string at = absl::StrCat("merges[", i, "].");
    if (!merge.etag().empty()) violations.Add(at + "etag", "is for single merges");
    if (!merge.request_id().empty()) violations.Add(at + "request_id", "is for single merges");
    if (merge.validate_only()) violations.Add(at + "validate_only", "is for single merges");
  }
  return violations.ToStatus();
}

}  // namespace

absl::StatusOr<v1::MergeCustomersResponse> MergeServiceImpl::MergeCustomers(
    const rpc::Call& call, const v1::MergeCustomersRequest& request) {
  v1::MergeCustomersRequest stated = request;
  GUANXI_ASSIGN_OR_RETURN(*stated.mutable_etag(),
                          resource::StatedEtag(call, request.etag(), "etag"));
  resource::WriteContext context;
  context.reason = request.reason();
  context.is_merge = true;
  v1::MergeCustomersResponse response;
  GUANXI_RETURN_IF_ERROR(
      engine_->Mutate(call, request, context, &response, [&](resource::UnitOfWork& work) {
        return desk_->Merge(work, stated, work.environment().uuids().Next(), MergeOrigin(),
                            &response);
      }));
  if (!request.validate_only()) MoveOn(call, response.customer_merge());
  return response;
}

absl::StatusOr<v1::UndoMergeResponse> MergeServiceImpl::UndoMerge(
    const rpc::Call& call, const v1::UndoMergeRequest& request) {
  v1::UndoMergeRequest stated = request;
  GUANXI_ASSIGN_OR_RETURN(*stated.mutable_etag(),
                          resource::StatedEtag(call, request.etag(), "etag"));
  v1::UndoMergeResponse response;
  GUANXI_RETURN_IF_ERROR(engine_->Mutate(
      call, request, resource::WriteContext(), &response,
      [&](resource::UnitOfWork& work) { return desk_->Undo(work, stated, &response); }));
  if (!request.validate_only()) MoveOn(call, response.customer_merge());
  return response;
}

void MergeServiceImpl::MoveOn(const rpc::Call& call, const v1::CustomerMerge& merge) const {
  const auto id = resource::ParseReference("customerMerges", merge.name());
  if (!id.ok()) return;
  const absl::Time until = std::min(call.deadline - kForTheAnswer, absl::Now() + kMostOfACall);
  const auto moved = mover_->Finish(call.principal.tenant, *id, until);
  if (!moved.ok()) {
    Log(Severity::kWarning, "merge.moved_later",
        {{"merge", merge.name()}, {"reason", Reason(moved.status())}});
  }
}

absl::StatusOr<google::longrunning::Operation> MergeServiceImpl::Queue(
    const rpc::Call& call, const std::string& kind, const google::protobuf::Message& request,
    const std::string& request_id) const {
  if (operations_ == nullptr) return absl::InternalError("there are no operations");
  jobs::NewOperation operation;
  operation.kind = kind;
  operation.principal = call.principal;
  operation.request_id = absl::AsciiStrToLower(request_id);
  operation.request = request.SerializeAsString();
  operation.request_hash = crypto::Sha256(operation.request);
  v1::BulkMergeCustomersMetadata metadata;
  *metadata.mutable_create_time() = google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(
      absl::ToUnixMicros(engine_->environment().system_clock()->Now()));
  operation.metadata = jobs::PackAny(metadata);
  GUANXI_ASSIGN_OR_RETURN(const jobs::Operation stored, operations_->Create(operation));
  return jobs::ToProto(stored);
}

absl::StatusOr<google::longrunning::Operation> MergeServiceImpl::BulkMergeCustomers(
    const rpc::Call& call, const v1::BulkMergeCustomersRequest& request) {
  GUANXI_RETURN_IF_ERROR(ValidateBulk(request));
  v1::BulkMergeCustomersRequest kept = request;
  kept.clear_request_id();
  return Queue(call, kBulkMergeKind, kept, request.request_id());
}

absl::StatusOr<google::longrunning::Operation> MergeServiceImpl::MergeDuplicateClusters(
    const rpc::Call& call, const v1::MergeDuplicateClustersRequest& request) {
  GUANXI_RETURN_IF_ERROR(CheckMergeClusters(request));
  v1::MergeDuplicateClustersRequest kept = request;
  kept.clear_request_id();
  if (!request.scan().empty()) {
    const auto scan = jobs::ParseOperationName(request.scan());
    if (!scan.ok()) return InvalidField("scan", "must be operations/{uuid}", "INVALID_NAME");
    kept.set_scan(jobs::MakeOperationName(*scan));
  }
  for (int i = 0; i < request.duplicate_clusters_size(); ++i) {
    GUANXI_RETURN_IF_ERROR(resource::ParseName(resources_->duplicate_clusters->type(),
                                               request.duplicate_clusters(i),
                                               absl::StrCat("duplicate_clusters[", i, "]"))
                               .status());
  }
  return Queue(call, kMergeClustersKind, kept, request.request_id());
}

absl::Status MergeServiceImpl::CheckMayUndoBulk(const rpc::Call& call, const Uuid& bulk) const {
  const std::string name = jobs::MakeOperationName(bulk);
  if (operations_ != nullptr) {
    const auto operation = operations_->Get(call.principal, bulk);
    if (operation.ok() && !operation->done) {
      return FailedPrecondition("BULK_UNDER_WAY", name, "it is not done: cancel it first");
    }
    // Another's, or one that was forgotten, is known by its merges.
    if (!operation.ok() && !absl::IsNotFound(operation.status())) return operation.status();
  }
  bool has_merges = false;
  GUANXI_RETURN_IF_ERROR(engine_->Read(call, [&](db::Transaction& tx) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(has_merges, HasMerges(tx, call.principal.tenant, name));
    return absl::OkStatus();
  }));
  return has_merges ? absl::OkStatus() : NotFound("BULK", name);
}

absl::StatusOr<google::longrunning::Operation> MergeServiceImpl::UndoBulkMerge(
    const rpc::Call& call, const v1::UndoBulkMergeRequest& request) {
  const auto bulk = jobs::ParseOperationName(request.bulk());
  if (!bulk.ok()) {
    return InvalidField("bulk", "must be operations/{uuid}", "INVALID_NAME");
  }
  GUANXI_RETURN_IF_ERROR(CheckMayUndoBulk(call, *bulk));
  v1::UndoBulkMergeRequest kept = request;
  kept.set_bulk(jobs::MakeOperationName(*bulk));
  kept.clear_request_id();
  return Queue(call, kUndoBulkKind, kept, request.request_id());
}

}  // namespace guanxi::customer
