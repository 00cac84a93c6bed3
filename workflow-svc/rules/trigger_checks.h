// What is checked of triggers when a rule is saved.
//
// Pure: no I/O, no clock.
#ifndef GUANXI_WORKFLOW_SVC_RULES_TRIGGER_CHECKS_H_
#define GUANXI_WORKFLOW_SVC_RULES_TRIGGER_CHECKS_H_

#include "common/errors/errors.h"
#include "common/resource/custom_fields.h"
#include "guanxi/workflow/v1/automation_trigger.pb.h"
#include "workflow-svc/rules/record_kind.h"

namespace guanxi::workflow {

// Adds what is wrong with the trigger of a rule about a kind, by path: `trigger.time.field`.
// `custom` as in Condition::FromText.
void CheckTrigger(const RecordKind& kind, const v1::AutomationTrigger& trigger,
                  const resource::TenantFields* custom, Violations* violations);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_TRIGGER_CHECKS_H_
