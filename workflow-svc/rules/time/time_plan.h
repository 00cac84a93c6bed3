// What a time-relative rule does about a record when it looks at it.
//
// For each rule and record there is one timer at most. It stands for the rule's next look:
//   - An event that changes the field that tells the time, or one that the condition reads, arms it
//     (WakeOf): for the due time, or, if that has come, at once.
//   - When it fires, the record is read anew, and PlanOf says what is to be done and when to look
//     again. What an event is still to tell is left to it.
// So what was due and did not hold is looked at whenever it may hold, and never on a clock. That
// nothing fires twice is not kept here: who fires claims the window.
//
// Pure: no I/O, no clock.
#ifndef GUANXI_WORKFLOW_SVC_RULES_TIME_TIME_PLAN_H_
#define GUANXI_WORKFLOW_SVC_RULES_TIME_TIME_PLAN_H_

#include <optional>
#include <string>

#include "absl/time/time.h"
#include "common/filter/moment.h"
#include "guanxi/workflow/v1/automation_trigger.pb.h"
#include "workflow-svc/rules/time/due_time.h"
#include "workflow-svc/rules/time/time_field.h"

namespace guanxi::workflow {

// A look, as its timer keeps it.
struct Look {
  // Since when things have been as they are: when the event was, when the rule was enabled, or the
  // time that was waited for.
  absl::Time as_of;
  // The window that it is about; empty: whichever is current.
  std::string window;
  // Whether the time became known at `as_of`, so that what was due before is late.
  bool is_new = false;
};

// When to look, and with what.
struct Wake {
  absl::Time at;
  Look look;
};

// After an event at `as_of`, or when the rule is enabled, by what the record told then. Nothing
// where it tells no time, or one whose time is over: then the timer goes. `is_new`: what it tells
// may not have been known before. `moment.now` does not count.
std::optional<Wake> WakeOf(const v1::TimeTrigger& trigger, const std::optional<ToldTime>& told,
                           absl::Time as_of, bool is_new, const filter::Moment& moment);

struct TimePlan {
  enum class Step {
    kNothing,   // but what `next` says
    kTooLate,   // the window is not fired in any more: skip_if_late
    kEvaluate,  // fires in the window if the condition holds
  };
  Step step = Step::kNothing;
  std::string window;
  // When the record is looked at again by itself; of kEvaluate, unless the condition turns before
  // (see NextLook).
  std::optional<Wake> next;
  // Until when the condition may come to hold; absl::InfiniteFuture() if for ever.
  absl::Time moot;
};

// Of a look whose time has come: `told` is what the record tells now, at `moment.now`.
TimePlan PlanOf(const v1::TimeTrigger& trigger, const std::optional<ToldTime>& told,
                const Look& look, const filter::Moment& moment);

// When the record is looked at again, after a plan to evaluate whose condition did not hold;
// `turn` is when the condition may turn by itself.
std::optional<Wake> NextLook(const TimePlan& plan, std::optional<absl::Time> turn);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_TIME_TIME_PLAN_H_
