// The timer by which a person is told what the day has brought.
#ifndef GUANXI_WORKFLOW_SVC_NOTIFICATIONS_DAY_REPORT_TIMER_H_
#define GUANXI_WORKFLOW_SVC_NOTIFICATIONS_DAY_REPORT_TIMER_H_

#include "absl/status/status.h"
#include "common/resource/unit_of_work.h"
#include "common/timers/timers.h"
#include "guanxi/workflow/v1/notification_preference.pb.h"

namespace guanxi::workflow {

// The key is the person's name; day_reports.h says what happens when it fires.
inline constexpr char kDayReportTimer[] = "day_report";

// Has the timer of whose preference was written look at what he wants now. One that is due already
// stays, so that what he was to be told before the write is not lost. Errors: those of common/db.
absl::Status ArmDayReport(resource::UnitOfWork& work, timers::Timers& timers,
                          const v1::NotificationPreference& preference);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_NOTIFICATIONS_DAY_REPORT_TIMER_H_
