#include "analytics-svc/values/value_timer.h"

#include <optional>

#include "common/base/status_macros.h"

namespace guanxi::analytics {

using timers::Timers;

absl::Status ArmValueRun(resource::UnitOfWork& work, Timers& timers) {
  const Uuid& tenant = work.principal().tenant;
  GUANXI_ASSIGN_OR_RETURN(const std::optional<timers::ArmedTimer> armed,
                          Timers::Find(work.tx(), tenant, kValueTimer, kValueTimerKey));
  if (armed.has_value() && armed->due <= work.now()) return absl::OkStatus();
  return timers.Arm(work.tx(), tenant, timers::Timer{kValueTimer, kValueTimerKey, work.now()});
}

}  // namespace guanxi::analytics
