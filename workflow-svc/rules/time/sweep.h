// One step of a sweep: a page of records as a rule's owner sees them.
#ifndef GUANXI_WORKFLOW_SVC_RULES_TIME_SWEEP_H_
#define GUANXI_WORKFLOW_SVC_RULES_TIME_SWEEP_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "common/timers/timers.h"
#include "workflow-svc/rules/compiled_rule.h"
#include "workflow-svc/rules/time/record_lister.h"
#include "workflow-svc/rules/time/rule_timer.h"

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

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_TIME_SWEEP_H_
