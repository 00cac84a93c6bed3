// The resources that processes stand on, out of those of the service.
#ifndef GUANXI_WORKFLOW_SVC_PROCESS_PARTS_H_
#define GUANXI_WORKFLOW_SVC_PROCESS_PARTS_H_

#include "common/timers/timers.h"
#include "workflow-svc/approval/process_runner.h"
#include "workflow-svc/resources.h"

namespace guanxi::workflow {

// Nothing is owned. `timers` null: nothing is armed.
inline ProcessParts ProcessPartsOf(const Resources& all, timers::Timers* timers) {
  ProcessParts parts;
  parts.definitions = all.process_definitions.get();
  parts.revisions = all.process_revisions.get();
  parts.instances = all.process_instances.get();
  parts.tasks = all.process_tasks.get();
  parts.comments = all.process_comments.get();
  parts.delegations = all.delegations.get();
  parts.policies = all.approval_policies.get();
  parts.calendars = all.work_calendars.get();
  parts.timers = timers;
  return parts;
}

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_PROCESS_PARTS_H_
