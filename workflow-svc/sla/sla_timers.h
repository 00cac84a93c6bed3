// What happens when the timers of clocks fire: stages are reached, targets used up; and after a
// working calendar has changed the open clocks that go by it are reckoned anew.
#ifndef GUANXI_WORKFLOW_SVC_SLA_SLA_TIMERS_H_
#define GUANXI_WORKFLOW_SVC_SLA_SLA_TIMERS_H_

#include <vector>

#include "absl/status/status.h"
#include "common/db/query.h"
#include "common/resource/unit_of_work.h"
#include "common/timers/runner.h"
#include "common/timers/timers.h"
#include "guanxi/workflow/v1/work_calendar.pb.h"
#include "workflow-svc/sla/sla_clocks.h"

namespace guanxi::workflow {

// Open clocks that are reckoned anew in one transaction; with more of them the timer fires again.
inline constexpr int kClocksOfStep = 50;

// After a write of a calendar (`old` is null on create): has the clocks that go by it reckoned
// anew, if its days or hours are others now.
absl::Status DeriveWorkCalendar(resource::UnitOfWork& work, timers::Timers& timers,
                                const v1::WorkCalendar* old, const v1::WorkCalendar& next);

// For timers::Runner. Nothing is owned.
timers::Kinds SlaTimerKinds(const SlaClocks* clocks, timers::Timers* timers);

// The statements, for the linter.
std::vector<db::Query> SlaTimerQueries();

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_SLA_SLA_TIMERS_H_
