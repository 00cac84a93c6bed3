// Hours of the day in which nobody wants to be disturbed.
//
// Pure: no I/O, no clock.
#ifndef GUANXI_WORKFLOW_SVC_NOTIFICATIONS_QUIET_HOURS_H_
#define GUANXI_WORKFLOW_SVC_NOTIFICATIONS_QUIET_HOURS_H_

#include "absl/time/time.h"
#include "guanxi/workflow/v1/notification_preference.pb.h"

namespace guanxi::workflow {

// When what is ready at `time` may be sent: then, or when the quiet hours end in which it lies, by
// the clock on the wall in `zone`. An end that a day does not have, because clocks are put forward,
// is the moment at which they are; of one that comes twice it is the first that is past `time`.
absl::Time AfterQuietHours(const v1::NotificationPreference::QuietHours& hours, absl::TimeZone zone,
                           absl::Time time);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_NOTIFICATIONS_QUIET_HOURS_H_
