#include "analytics-svc/boards/target_service.h"

#include "analytics-svc/boards/attainment.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/filter/moment.h"
#include "common/resource/environment.h"
#include "common/resource/field_rights.h"

namespace guanxi::analytics {

absl::StatusOr<v1::TargetAttainment> TargetServiceImpl::GetTargetAttainment(
    const rpc::Call& call, const v1::GetTargetAttainmentRequest& request) {
  // Whoever sees how far a figure is from its goal knows the goal, and what it is the goal of.
  GUANXI_RETURN_IF_ERROR(
      resource::CheckSeen(type_, call.principal,
                          {"measure", "time_dimension", "whose", "start_date", "end_date", "goal",
                           "baseline", "owner", "department"}));
  v1::GetTargetRequest get;
  get.set_name(request.name());
  GUANXI_ASSIGN_OR_RETURN(const v1::Target target, targets_.Get<v1::Target>(call, get));
  if (target.has_delete_time()) return NotFound("TARGET", target.name());
  GUANXI_ASSIGN_OR_RETURN(const v1::Query question, QuestionOf(target));
  const auto figure = figure_of_(call, question);
  if (absl::IsInvalidArgument(figure.status())) {
    return FailedPrecondition("TARGET_NOT_MEASURED", target.name(),
                              "its measure or its time dimension is not there");
  }
  GUANXI_RETURN_IF_ERROR(figure.status());
  const filter::Moment moment = engine_->environment().MomentOf(call.principal.tenant);
  std::optional<std::string> actual;
  if (figure->has_value()) actual = DecimalOf(**figure);
  v1::TargetAttainment attainment = Attain(target, actual, moment.Today());
  GUANXI_ASSIGN_OR_RETURN(*attainment.mutable_watermark(), watermark_of_(call));
  return attainment;
}

}  // namespace guanxi::analytics
