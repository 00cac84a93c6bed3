#include "workflow-svc/notifications/day_report_timer.h"

#include <optional>

#include "common/base/status_macros.h"
#include "common/base/uuid.h"

namespace guanxi::workflow {

absl::Status ArmDayReport(resource::UnitOfWork& work, timers::Timers& timers,
                          const v1::NotificationPreference& preference) {
  if (preference.user().empty()) return absl::OkStatus();
  const Uuid& tenant = work.principal().tenant;
  GUANXI_ASSIGN_OR_RETURN(
      const std::optional<timers::ArmedTimer> armed,
      timers::Timers::Find(work.tx(), tenant, kDayReportTimer, preference.user()));
  if (armed.has_value() && armed->due <= work.now()) return absl::OkStatus();
  return timers.Arm(work.tx(), tenant,
                    timers::Timer{kDayReportTimer, preference.user(), work.now()});
}

}  // namespace guanxi::workflow
