// When a person is told what the day has brought.
//
// Pure: no I/O, no clock.
#ifndef GUANXI_WORKFLOW_SVC_NOTIFICATIONS_DAY_REPORT_TIME_H_
#define GUANXI_WORKFLOW_SVC_NOTIFICATIONS_DAY_REPORT_TIME_H_

#include <optional>

#include "absl/time/time.h"
#include "guanxi/workflow/v1/notification_preference.pb.h"

namespace guanxi::workflow {

// The first time after `after` at which he is told, by the clock on the wall in `zone`; `time` was
// checked. There always is one, within eight days.
absl::Time NextDayReport(const v1::NotificationPreference::DayReportTime& time,
                         const absl::TimeZone& zone, absl::Time after);

// The last such time from `from` to `now`, both included; nothing: there is none.
std::optional<absl::Time> LastDayReport(const v1::NotificationPreference::DayReportTime& time,
                                        const absl::TimeZone& zone, absl::Time from,
                                        absl::Time now);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_NOTIFICATIONS_DAY_REPORT_TIME_H_
