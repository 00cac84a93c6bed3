// The custom methods of guanxi.workflow.v1.WorkCalendarService: the arithmetic.
#ifndef GUANXI_WORKFLOW_SVC_WORK_CALENDAR_SERVICE_H_
#define GUANXI_WORKFLOW_SVC_WORK_CALENDAR_SERVICE_H_

#include <string>

#include "absl/status/statusor.h"
#include "common/resource/engine.h"
#include "common/resource/methods.h"
#include "common/worktime/work_time.h"
#include "guanxi/workflow/v1/work_calendar_service.adapter.h"
#include "workflow-svc/resources.h"

namespace guanxi::workflow {

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class WorkCalendarServiceImpl : public v1::WorkCalendarServiceMethods {
 public:
  WorkCalendarServiceImpl(const resource::Engine* engine, const Resources* resources)
      : type_(resources->work_calendars->type()),
        calendars_(engine, resources->work_calendars.get()) {}

  absl::StatusOr<v1::AddWorkTimeResponse> AddWorkTime(
      const rpc::Call& call, const v1::AddWorkTimeRequest& request) override;
  absl::StatusOr<v1::MeasureWorkTimeResponse> MeasureWorkTime(
      const rpc::Call& call, const v1::MeasureWorkTimeRequest& request) override;

 private:
  // Of the calendar of that name, which is not deleted. Errors: those of GetWorkCalendar and
  // resource::CheckSeen.
  absl::StatusOr<worktime::WorkTime> Find(const rpc::Call& call, const std::string& name) const;

  const resource::ResourceType& type_;
  const resource::Methods calendars_;
};

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_WORK_CALENDAR_SERVICE_H_
