// The timer by which a company's customers are valued.
#ifndef GUANXI_ANALYTICS_SVC_VALUES_VALUE_TIMER_H_
#define GUANXI_ANALYTICS_SVC_VALUES_VALUE_TIMER_H_

#include "absl/status/status.h"
#include "common/resource/unit_of_work.h"
#include "common/timers/timers.h"

namespace guanxi::analytics {

// One of a tenant; value_runs.h says what happens when it fires.
inline constexpr char kValueTimer[] = "customer_values";
inline constexpr char kValueTimerKey[] = "rule";

// Has the timer look at the rule that holds now. One that is due already stays: what is half done
// goes on. Errors: those of common/db.
absl::Status ArmValueRun(resource::UnitOfWork& work, timers::Timers& timers);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_VALUES_VALUE_TIMER_H_
