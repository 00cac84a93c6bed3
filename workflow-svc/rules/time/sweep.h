// Work of rules that goes through many rows (backfill, schedule, disarm), a bounded step in each
// transaction. A timer stands for what is left of it, so that whoever is killed, another goes on.
// Its key is the rule's id.
#ifndef GUANXI_WORKFLOW_SVC_RULES_TIME_SWEEP_H_
#define GUANXI_WORKFLOW_SVC_RULES_TIME_SWEEP_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "common/timers/timers.h"
#include "workflow-svc/rules/compiled_rule.h"
#include "workflow-svc/rules/time/record_lister.h"
#include "workflow-svc/rules/time/rule_timer.h"
#include "workflow-svc/rules/time/time_looks.h"

namespace guanxi::workflow {

// Where a sweep stands.
struct SweepPlace {
  Uuid rule;
  absl::Time begin;
  std::string token;
};
// INTERNAL if the timer is no sweep's.
absl::StatusOr<SweepPlace> PlaceOf(const timers::ArmedTimer& timer);

// The timer that goes on at `token`, at once.
timers::Timer GoOn(const timers::ArmedTimer& timer, const SweepPlace& place,
                   const std::string& token, absl::Time now);

// The page at the place; from the start again where its token is not taken any more, since all that
// a sweep does may be done twice. An owner who may not list the records has none: an empty last
// page. Errors: others of `list`.
absl::StatusOr<RecordPage> PageAt(const ListRecords& list, const Uuid& tenant,
                                  const CompiledRule& rule, const std::string& filter,
                                  const SweepPlace& place, int size);

// Whether there is still somebody as whom the rule acts. Errors: those of RecordAccess::IsActive.
absl::StatusOr<bool> HasOwner(const TimeParts& parts, const Uuid& tenant, const CompiledRule& rule);
// Pauses a rule that has nobody.
absl::Status PauseWithoutOwner(const TimeParts& parts, resource::UnitOfWork& work,
                               const CompiledRule& rule);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_TIME_SWEEP_H_
