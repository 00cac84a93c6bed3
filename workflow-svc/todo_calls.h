// What happens when the timers of to-dos and reminders fire: people are told.
#ifndef GUANXI_WORKFLOW_SVC_TODO_CALLS_H_
#define GUANXI_WORKFLOW_SVC_TODO_CALLS_H_

#include "common/policy/authorizer.h"
#include "common/timers/runner.h"
#include "common/timers/timers.h"
#include "workflow-svc/resources.h"

namespace guanxi::workflow {

// For timers::Runner. What the timers stand for is looked at again: what is not to be told any more
// is not. Nothing is owned.
timers::Kinds TodoTimerKinds(const Resources* resources, timers::Timers* timers,
                             const policy::Authorizer* authorizer);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_TODO_CALLS_H_
