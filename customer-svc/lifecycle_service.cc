#include "customer-svc/lifecycle_service.h"

#include <string>

#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/environment.h"
#include "common/resource/field_rights.h"
#include "common/resource/resource_name.h"
#include "common/resource/row_scope.h"
#include "common/resource/unit_of_work.h"
#include "common/rules/values.h"
#include "customer-svc/lifecycle_summary.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::customer {
namespace {

using google::protobuf::util::TimeUtil;
using resource::ResourceName;
using v1::Customer;

constexpr size_t kMaxReason = 512;
constexpr absl::Duration kLongest = absl::Hours(366 * 24);
constexpr char kStage[] = "lifecycle_stage";

absl::Time TimeOf(const google::protobuf::Timestamp& time) {
  return absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(time));
}

absl::Status CheckMove(const v1::MoveLifecycleStageRequest& request) {
  Violations violations;
  if (request.stage() == Customer::LIFECYCLE_STAGE_UNSPECIFIED ||
      !Customer::LifecycleStage_IsValid(request.stage())) {
    violations.Add("stage", "want one of the stages");
  }
  if (request.reason().size() > kMaxReason) violations.Add("reason", "is too long");
  return violations.ToStatus();
}

absl::Status CheckPeriod(const v1::SummarizeLifecycleRequest& request) {
  Violations violations;
  if (!request.has_start_time()) violations.Add("start_time", "is required");
  if (!request.has_end_time()) violations.Add("end_time", "is required");
  rules::CheckTime("start_time", request.start_time(), &violations);
  rules::CheckTime("end_time", request.end_time(), &violations);
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  const absl::Duration period = TimeOf(request.end_time()) - TimeOf(request.start_time());
  if (period > absl::ZeroDuration() && period <= kLongest) return absl::OkStatus();
  return InvalidField("end_time", "want a time after start_time, at most 366 days");
}

}  // namespace

absl::StatusOr<v1::MoveLifecycleStageResponse> LifecycleServiceImpl::MoveLifecycleStage(
    const rpc::Call& call, const v1::MoveLifecycleStageRequest& request) {
  const resource::Resource& customers = *resources_->customers;
  // That nothing changed would say which stage it was in.
  GUANXI_RETURN_IF_ERROR(resource::CheckSeen(customers.type(), call.principal, {kStage}));
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(customers.type(), request.name(), "name"));
  GUANXI_RETURN_IF_ERROR(CheckMove(request));
  GUANXI_ASSIGN_OR_RETURN(const std::string etag,
                          resource::StatedEtag(call, request.etag(), "etag"));
  resource::WriteContext context;
  context.reason = request.reason();
  v1::MoveLifecycleStageResponse response;
  GUANXI_RETURN_IF_ERROR(engine_->Mutate(
      call, request, context, &response, [&](resource::UnitOfWork& work) -> absl::Status {
        response.Clear();
        GUANXI_ASSIGN_OR_RETURN(const resource::Stored old, work.GetLive(customers, name));
        GUANXI_RETURN_IF_ERROR(work.CheckEtag(customers, etag, old));
        Customer& next = *response.mutable_customer();
        next.CopyFrom(*old.message);
        next.set_lifecycle_stage(request.stage());
        GUANXI_RETURN_IF_ERROR(work.Update(customers, old, &next).status());
        // With since when it is in it.
        work.Answer(customers, name.id, next, &next);
        return absl::OkStatus();
      }));
  return response;
}

absl::StatusOr<v1::SummarizeLifecycleResponse> LifecycleServiceImpl::SummarizeLifecycle(
    const rpc::Call& call, const v1::SummarizeLifecycleRequest& request) {
  GUANXI_RETURN_IF_ERROR(CheckPeriod(request));
  GUANXI_RETURN_IF_ERROR(
      resource::CheckSeen(resources_->customers->type(), call.principal, {kStage}));
  GUANXI_ASSIGN_OR_RETURN(
      const resource::RowScope scope,
      resource::RowScope::Of(*resources_->lifecycle_records, call.principal, resource::Use::kRead,
                             engine_->environment().business_clock()->Now()));
  const LifecycleQuestion question{call.principal.tenant, scope, TimeOf(request.start_time()),
                                   TimeOf(request.end_time())};
  v1::SummarizeLifecycleResponse response;
  GUANXI_RETURN_IF_ERROR(engine_->Read(call, [&](db::Transaction& tx) {
    response.Clear();
    return ReadLifecycleSummary(tx, question, &response);
  }));
  return response;
}

}  // namespace guanxi::customer
