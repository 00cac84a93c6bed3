// Day reports at the times that people have asked for, as notifications.
//
// One timer for each person who wants them (day_report_timer.h). When it fires the
// preference is looked at anew and says whether it is time; the report is asked for before the
// transaction, which then tells the person and arms the next timer, or does neither.
#ifndef GUANXI_WORKFLOW_SVC_NOTIFICATIONS_DAY_REPORTS_H_
#define GUANXI_WORKFLOW_SVC_NOTIFICATIONS_DAY_REPORTS_H_

#include "common/resource/engine.h"
#include "common/timers/runner.h"
#include "common/timers/timers.h"
#include "workflow-svc/notifications/day_report_client.h"
#include "workflow-svc/notifications/people.h"
#include "workflow-svc/resources.h"

namespace guanxi::workflow {

// What it stands on. Nothing is owned but the function.
struct DayReportParts {
  const resource::Engine* engine = nullptr;
  const Resources* resources = nullptr;
  timers::Timers* timers = nullptr;
  People* people = nullptr;
  AskDayReport ask;
};

// The kind of kDayReportTimer. A fault of another service that passes has the timer fire again; who
// may not see figures, or has left, is not told that day.
timers::Kind DayReportKind(DayReportParts parts);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_NOTIFICATIONS_DAY_REPORTS_H_
