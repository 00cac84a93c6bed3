// All that processes are made of, wired.
#ifndef GUANXI_WORKFLOW_SVC_APPROVAL_PROCESS_PART_H_
#define GUANXI_WORKFLOW_SVC_APPROVAL_PROCESS_PART_H_

#include "common/policy/authorizer.h"
#include "common/resource/catalog.h"
#include "common/resource/engine.h"
#include "workflow-svc/approval/process_calls.h"
#include "workflow-svc/approval/process_comment_service.h"
#include "workflow-svc/approval/process_definition_service.h"
#include "workflow-svc/approval/process_instance_service.h"
#include "workflow-svc/approval/process_runner.h"
#include "workflow-svc/approval/process_task_service.h"
#include "workflow-svc/approval/staff.h"

namespace guanxi::workflow {

// Lives as long as the process. Nothing that it is given is owned.
struct ProcessPart {
  ProcessPart(const resource::Engine* engine, const resource::Catalog* catalog,
              const policy::Authorizer* authorizer, const ProcessParts& parts)
      : staff(authorizer), runner(parts), calls(engine, catalog, &runner, &staff) {}

  StaffBook staff;
  const ProcessRunner runner;
  const ProcessCalls calls;
  ProcessDefinitionServiceImpl definitions{&calls};
  ProcessInstanceServiceImpl instances{&calls};
  ProcessTaskServiceImpl tasks{&calls};
  ProcessCommentServiceImpl comments{&calls};
};

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_APPROVAL_PROCESS_PART_H_
