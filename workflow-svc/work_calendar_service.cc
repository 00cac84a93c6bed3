#include "workflow-svc/work_calendar_service.h"

#include <cstdint>
#include <optional>

#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/field_rights.h"
#include "common/rules/values.h"
#include "google/protobuf/util/time_util.h"
#include "guanxi/workflow/v1/work_calendar_service.pb.h"
#include "workflow-svc/work_calendar_rules.h"

namespace guanxi::workflow {
namespace {

using google::protobuf::util::TimeUtil;
using v1::WorkCalendar;

void CheckStated(absl::string_view path, bool is_stated, const google::protobuf::Timestamp& time,
                 Violations* violations) {
  if (is_stated) {
    rules::CheckTime(path, time, violations);
  } else {
    violations->Add(path, "is required");
  }
}

absl::Time ToTime(const google::protobuf::Timestamp& time) {
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

// By seconds and the rest: nanoseconds since 1970 fit into 64 bits until 2262 alone.
google::protobuf::Timestamp ToTimestamp(absl::Time time) {
  const int64_t seconds = absl::ToUnixSeconds(time);
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(seconds);
  timestamp.set_nanos(
      static_cast<int32_t>(absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds))));
  return timestamp;
}

// Whether a Timestamp can say it, as ours are.
bool CanBeSaid(absl::Time time) {
  Violations violations;
  rules::CheckTime("end_time", ToTimestamp(time), &violations);
  return violations.empty();
}

absl::Duration ToDuration(const google::protobuf::Duration& duration) {
  return absl::Seconds(duration.seconds()) + absl::Nanoseconds(duration.nanos());
}

}  // namespace

absl::StatusOr<v1::AddWorkTimeResponse> WorkCalendarServiceImpl::AddWorkTime(
    const rpc::Call& call, const v1::AddWorkTimeRequest& request) {
  Violations violations;
  CheckStated("start_time", request.has_start_time(), request.start_time(), &violations);
  const absl::Duration amount = ToDuration(request.duration());
  if (amount < absl::ZeroDuration() || amount > worktime::kHorizon) {
    violations.Add("duration", "want 0 to 3660 days");
  }
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  GUANXI_ASSIGN_OR_RETURN(const worktime::WorkTime work, Find(call, request.name()));
  const absl::Time start = ToTime(request.start_time());
  const std::optional<absl::Time> end = work.Add(start, amount);
  if (!end.has_value() || !CanBeSaid(*end)) {
    return FailedPrecondition("WORK_TIME_OUT_OF_REACH", request.name(),
                              "so much is not worked within 3660 days and by the end of 9999");
  }
  v1::AddWorkTimeResponse response;
  *response.mutable_end_time() = ToTimestamp(*end);
  response.set_provisional(work.IsProvisional(start, *end));
  return response;
}

absl::StatusOr<v1::MeasureWorkTimeResponse> WorkCalendarServiceImpl::MeasureWorkTime(
    const rpc::Call& call, const v1::MeasureWorkTimeRequest& request) {
  Violations violations;
  CheckStated("start_time", request.has_start_time(), request.start_time(), &violations);
  CheckStated("end_time", request.has_end_time(), request.end_time(), &violations);
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  GUANXI_ASSIGN_OR_RETURN(const worktime::WorkTime work, Find(call, request.name()));
  const absl::Time start = ToTime(request.start_time());
  const absl::Time end = ToTime(request.end_time());
  const std::optional<absl::Duration> worked = work.Between(start, end);
  if (!worked.has_value()) {
    return InvalidField("end_time", "is more than 3660 days from start_time");
  }
  v1::MeasureWorkTimeResponse response;
  *response.mutable_duration() = TimeUtil::NanosecondsToDuration(absl::ToInt64Nanoseconds(*worked));
  response.set_provisional(work.IsProvisional(start, end));
  return response;
}

absl::StatusOr<worktime::WorkTime> WorkCalendarServiceImpl::Find(const rpc::Call& call,
                                                                 const std::string& name) const {
  // Whoever may count the days knows them.
  GUANXI_RETURN_IF_ERROR(
      resource::CheckSeen(type_, call.principal, {"time_zone", "hours", "holidays", "workdays"}));
  v1::GetWorkCalendarRequest get;
  get.set_name(name);
  GUANXI_ASSIGN_OR_RETURN(const WorkCalendar calendar, calendars_.Get<WorkCalendar>(call, get));
  if (calendar.has_delete_time()) return NotFound("WORK_CALENDAR", calendar.name());
  return WorkTimeOf(calendar);
}

}  // namespace guanxi::workflow
