// What became of rules, written down as RuleExecutions.
#ifndef GUANXI_WORKFLOW_SVC_RULES_EXECUTION_LOG_H_
#define GUANXI_WORKFLOW_SVC_RULES_EXECUTION_LOG_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/base/uuid.h"
#include "common/filter/matcher.h"
#include "common/resource/resource.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/workflow/v1/automation_rule.pb.h"
#include "guanxi/workflow/v1/rule_execution.pb.h"
#include "workflow-svc/rules/firing.pb.h"
#include "workflow-svc/rules/planner.h"

namespace guanxi::workflow {

// Of a look that came to nothing. `comparisons` may be null: the condition did not decide.
v1::RuleExecution NotFired(const v1::AutomationRule& rule, const std::string& subject,
                           const Cause& cause, v1::RuleExecution::Reason reason,
                           const filter::Explanation* comparisons);

// Of a firing all of whose steps have an outcome.
v1::RuleExecution ExecutionOf(const rules::StoredFiring& firing);

// Whether it failed.
bool HasFailed(const rules::StoredFiring& firing);

// The ids of executions: the same for the same look, however often it is repeated.
Uuid ExecutionId(const Uuid& firing);
Uuid LookId(const std::string& rule, const std::string& subject, absl::string_view look);

// Writes it down. A rule that is gone has no log: then nothing is.
absl::Status LogExecution(resource::UnitOfWork& work, const resource::Resource& rules,
                          const resource::Resource& executions, const std::string& rule,
                          const Uuid& id, v1::RuleExecution execution);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_EXECUTION_LOG_H_
