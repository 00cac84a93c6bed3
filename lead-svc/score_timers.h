// What has scores follow writes, changes of models and time: leads are scored anew, and grades
// sink.
#ifndef GUANXI_LEAD_SVC_SCORE_TIMERS_H_
#define GUANXI_LEAD_SVC_SCORE_TIMERS_H_

#include <vector>

#include "absl/status/status.h"
#include "common/db/query.h"
#include "common/resource/change_kind.h"
#include "common/resource/unit_of_work.h"
#include "common/timers/runner.h"
#include "common/timers/timers.h"
#include "guanxi/lead/v1/lead.pb.h"
#include "lead-svc/scorer.h"

namespace guanxi::lead {

// After a write of a lead: what its fields are worth; of one that comes back, which heard neither
// of models nor of time, everything. Errors: those of common/db.
absl::Status ScoreWritten(resource::UnitOfWork& work, const Scorer::Types& types,
                          resource::ChangeKind kind, const v1::Lead& lead);

// Has all leads of the tenant scored anew, from the first one on, by the model that is in force
// when this transaction is over. Twice: what was written meanwhile by who still knew the models of
// before is right after the second time, a minute later. Errors: those of common/db.
absl::Status ArmRescoring(resource::UnitOfWork& work, timers::Timers& timers);

// For timers::Runner. A page of leads is one transaction, which says how far it has come: whoever
// holds the timers goes on there. What `types` points to outlives the runner.
timers::Kinds ScoreTimerKinds(const Scorer::Types& types);

// Its statements, for the linter.
std::vector<db::Query> ScoreTimerQueries();

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_SCORE_TIMERS_H_
