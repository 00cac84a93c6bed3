// What becomes of a rule's timers when the rule itself is written.
#ifndef GUANXI_WORKFLOW_SVC_RULES_TIME_RULE_STARTS_H_
#define GUANXI_WORKFLOW_SVC_RULES_TIME_RULE_STARTS_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/db/query.h"
#include "common/resource/unit_of_work.h"
#include "common/timers/timers.h"
#include "guanxi/workflow/v1/automation_rule.pb.h"
#include "guanxi/workflow/v1/work_calendar.pb.h"

namespace guanxi::workflow {

// After a write of a rule (`old` is null on create), in its transaction: arms what a rule that
// works needs anew if it was enabled, or when it looks at records is other than before; has the
// timers of one that does not work any more go. Rules that do not act on time have none. INTERNAL
// if the rule was not checked.
absl::Status DeriveRuleTimers(resource::UnitOfWork& work, timers::Timers* timers,
                              const v1::AutomationRule* old, const v1::AutomationRule& next);

// After a change of a calendar, in its transaction: where it says of other days that they are
// worked than before, rules that reckon by it look again when they are due. Errors: those of the
// database.
absl::Status DeriveCalendarTimers(resource::UnitOfWork& work, timers::Timers* timers,
                                  const v1::WorkCalendar& old, const v1::WorkCalendar& next);

// The statements, for the linter.
std::vector<db::Query> RuleStartQueries();

// The timer for the first time after `after` of a rule with a ScheduleTrigger. INTERNAL if it was
// not checked.
absl::StatusOr<timers::Timer> NextOfSchedule(const v1::AutomationRule& rule, absl::Time after,
                                             const absl::TimeZone& zone);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_TIME_RULE_STARTS_H_
