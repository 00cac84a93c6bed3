#include "workflow-svc/rules/time/disarm.h"

#include "common/base/status_macros.h"
#include "workflow-svc/rules/time/rule_timer.h"
#include "workflow-svc/rules/time/sweep.h"

namespace guanxi::workflow {

timers::Kind DisarmKind(timers::Timers* timers) {
  timers::Kind kind;
  kind.max_batch = 1;
  kind.fire = [timers](resource::UnitOfWork& work, const timers::Batch& batch) -> absl::Status {
    const Uuid tenant = work.principal().tenant;
    GUANXI_ASSIGN_OR_RETURN(const SweepPlace place, PlaceOf(batch.timers[0]));
    GUANXI_ASSIGN_OR_RETURN(const int64_t gone,
                            timers::Timers::DisarmAll(work.tx(), tenant, kRuleTimer,
                                                      KeyPrefixOf(place.rule), kDisarmStep));
    if (gone < kDisarmStep) return absl::OkStatus();
    return timers->Arm(work.tx(), tenant, GoOn(batch.timers[0], place, "", work.now()));
  };
  return kind;
}

}  // namespace guanxi::workflow
