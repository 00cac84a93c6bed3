#include "workflow-svc/rules/time/time_plan.h"

#include <utility>

namespace guanxi::workflow {
namespace {

using v1::TimeTrigger;

Wake WakeAt(Due due) { return Wake{due.at, Look{due.at, std::move(due.window), false}}; }

std::optional<Wake> WakeAtNext(const TimeTrigger& trigger, const ToldTime& told, const Due& due,
                               const filter::Moment& moment) {
  std::optional<Due> next = NextDue(trigger, told, due, moment);
  if (!next.has_value()) return std::nullopt;
  return WakeAt(*std::move(next));
}

}  // namespace

std::optional<Wake> WakeOf(const TimeTrigger& trigger, const std::optional<ToldTime>& told,
                           absl::Time as_of, bool is_new, const filter::Moment& moment) {
  if (!told.has_value()) return std::nullopt;
  std::optional<Due> due = DueOf(trigger, *told, as_of, moment);
  if (!due.has_value()) return std::nullopt;
  if (due->at > as_of) return WakeAt(*std::move(due));
  if (due->moot <= as_of && !is_new) return std::nullopt;
  return Wake{as_of, Look{as_of, std::move(due->window), is_new}};
}

TimePlan PlanOf(const TimeTrigger& trigger, const std::optional<ToldTime>& told, const Look& look,
                const filter::Moment& moment) {
  TimePlan plan;
  if (!told.has_value()) return plan;
  const std::optional<Due> due = DueOf(trigger, *told, look.as_of, moment);
  if (!due.has_value()) return plan;
  if (due->at > moment.now) {
    plan.next = WakeAt(*due);
    return plan;
  }
  // Another time than was waited for: the event that tells of it says since when it is known.
  if (!look.window.empty() && look.window != due->window) return plan;
  plan.next = WakeAtNext(trigger, *told, *due, moment);
  plan.window = due->window;
  plan.moot = due->moot;
  const bool is_late = look.is_new && due->at < look.as_of;
  if (look.as_of >= due->moot || (is_late && trigger.skip_if_late())) {
    plan.step = TimePlan::Step::kTooLate;
  } else {
    plan.step = TimePlan::Step::kEvaluate;
  }
  return plan;
}

std::optional<Wake> NextLook(const TimePlan& plan, std::optional<absl::Time> turn) {
  if (!turn.has_value() || *turn >= plan.moot) return plan.next;
  if (plan.next.has_value() && plan.next->at <= *turn) return plan.next;
  return Wake{*turn, Look{*turn, plan.window, false}};
}

}  // namespace guanxi::workflow
