// When a time-relative rule is due for a record.
//
// Pure: no I/O, no clock.
#ifndef GUANXI_WORKFLOW_SVC_RULES_TIME_DUE_TIME_H_
#define GUANXI_WORKFLOW_SVC_RULES_TIME_DUE_TIME_H_

#include <optional>
#include <string>

#include "absl/time/time.h"
#include "common/errors/errors.h"
#include "common/filter/moment.h"
#include "guanxi/workflow/v1/automation_trigger.pb.h"
#include "workflow-svc/rules/time/time_field.h"

namespace guanxi::workflow {

// The violations of a trigger, by path under `trigger.time`; whether its field exists is not its
// to say. `is_date`: the field tells a date.
void CheckTimeTrigger(const v1::TimeTrigger& trigger, bool is_date, Violations* violations);

struct Due {
  absl::Time at;
  // From then on it makes no sense any more: a reminder ahead of a time that has passed, the
  // anniversary of a day that is over. absl::InfiniteFuture() if it always does.
  absl::Time moot;
  // What tells it from other times of the same rule and record: the value of the field, in UTC and
  // as short as it can be; of an anniversary the year alone, which tells no date of birth.
  std::string window;
  // Of an anniversary.
  int year = 0;
};

// Of the one time that the field tells; of a yearly trigger, of the first anniversary that is not
// moot at `as_of`. Zone and working days are those of `moment`, whose time does not count. Nothing
// for a date without a year and a trigger that is not yearly, and where Move has nothing.
std::optional<Due> DueOf(const v1::TimeTrigger& trigger, const ToldTime& told, absl::Time as_of,
                         const filter::Moment& moment);

// Of the anniversary after that of `due`; nothing if the trigger is not yearly.
std::optional<Due> NextDue(const v1::TimeTrigger& trigger, const ToldTime& told, const Due& due,
                           const filter::Moment& moment);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_TIME_DUE_TIME_H_
