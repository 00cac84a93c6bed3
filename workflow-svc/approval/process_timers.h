// What happens when the timers of processes fire.
#ifndef GUANXI_WORKFLOW_SVC_APPROVAL_PROCESS_TIMERS_H_
#define GUANXI_WORKFLOW_SVC_APPROVAL_PROCESS_TIMERS_H_

#include "common/timers/runner.h"
#include "workflow-svc/approval/process_runner.h"
#include "workflow-svc/approval/staff.h"

namespace guanxi::workflow {

// For timers::Runner: time limits, delays, processes that others wait for. Nothing is owned.
timers::Kinds ProcessTimerKinds(const ProcessRunner* runner, StaffBook* staff);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_APPROVAL_PROCESS_TIMERS_H_
