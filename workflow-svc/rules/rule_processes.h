// The processes that a rule starts: they must be there when it is saved.
#ifndef GUANXI_WORKFLOW_SVC_RULES_RULE_PROCESSES_H_
#define GUANXI_WORKFLOW_SVC_RULES_RULE_PROCESSES_H_

#include "absl/status/status.h"
#include "common/resource/resource.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/workflow/v1/automation_rule.pb.h"

namespace guanxi::workflow {

// Refuses actions that start what cannot be started, by who saves the rule too, or fill in fields
// that the form has not, by path: those that do not stand in `old` (null: there is none) already.
//   INVALID_ARGUMENT  INVALID_FIELD  `actions[0].start_process.definition` names nothing that can
//                                    be started
absl::Status CheckRuleProcesses(resource::UnitOfWork& work, const resource::Resource& definitions,
                                const resource::Resource& revisions, const v1::AutomationRule* old,
                                const v1::AutomationRule& next);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_RULE_PROCESSES_H_
