// What events mean for the timers of rules.
#ifndef GUANXI_WORKFLOW_SVC_RULES_TIME_TIME_EFFECTS_H_
#define GUANXI_WORKFLOW_SVC_RULES_TIME_TIME_EFFECTS_H_

#include "absl/time/time.h"
#include "common/filter/moment.h"
#include "common/timers/timers.h"
#include "workflow-svc/rules/rule_events.h"
#include "workflow-svc/rules/time/rule_timer.h"
#include "workflow-svc/rules/time/time_index.h"

namespace guanxi::workflow {

// What an event does to the timer of one rule.
struct TimerChange {
  enum class What { kKeep, kArm, kDisarm };
  What what = What::kKeep;
  absl::Time at;
  rules::RuleTimer payload;
  // Of kArm: a timer that waits for a time which has not come stays, since it will see the change;
  // where the record may have come into sight, any.
  bool can_wait = false;
};
// Pure. Zone and working days are those of `moment`, the tenant's; its time does not count.
TimerChange ChangeOf(const TimeRule& rule, const HeardEvent& event, const filter::Moment& moment);

// Arms and disarms what the event says, in its transaction. Errors: those of the database. For
// RuleEvents::AddEffect; nothing is owned.
EventEffect ArmByEvents(TimeBook* times, timers::Timers* timers);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_TIME_TIME_EFFECTS_H_
