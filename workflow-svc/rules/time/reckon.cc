#include "workflow-svc/rules/time/reckon.h"

#include <algorithm>
#include <vector>

#include "common/base/status_macros.h"
#include "workflow-svc/rules/time/rule_timer.h"
#include "workflow-svc/rules/time/sweep.h"

namespace guanxi::workflow {
namespace {

using resource::UnitOfWork;
using timers::ArmedTimer;
using timers::Timer;

// The same look, now. It may be about a time that lies before the one that was waited for.
absl::StatusOr<Timer> LookedAtNow(const ArmedTimer& timer, absl::Time now) {
  GUANXI_ASSIGN_OR_RETURN(const RuleTimerKey key, ParseRuleTimerKey(timer.key));
  rules::RuleTimer payload;
  if (!payload.ParseFromString(timer.payload)) {
    return absl::InternalError("the payload of a rule's timer cannot be read");
  }
  payload.set_as_of_micros(std::min(payload.as_of_micros(), absl::ToUnixMicros(now)));
  return MakeRuleTimer(key, std::min(timer.due, now), payload);
}

}  // namespace

timers::Kind ReckonKind(timers::Timers* timers) {
  timers::Kind kind;
  kind.max_batch = 1;
  kind.fire = [timers](UnitOfWork& work, const timers::Batch& batch) -> absl::Status {
    const Uuid tenant = work.principal().tenant;
    GUANXI_ASSIGN_OR_RETURN(const SweepPlace place, PlaceOf(batch.timers[0]));
    GUANXI_ASSIGN_OR_RETURN(
        const std::vector<ArmedTimer> waiting,
        timers::Timers::List(work.tx(), tenant, kRuleTimer, KeyPrefixOf(place.rule), place.token,
                             kReckonStep));
    std::vector<Timer> next;
    for (const ArmedTimer& timer : waiting) {
      GUANXI_ASSIGN_OR_RETURN(next.emplace_back(), LookedAtNow(timer, work.now()));
    }
    if (waiting.size() == size_t{kReckonStep}) {
      next.push_back(GoOn(batch.timers[0], place, waiting.back().key, work.now()));
    }
    return timers->Arm(work.tx(), tenant, next);
  };
  return kind;
}

}  // namespace guanxi::workflow
