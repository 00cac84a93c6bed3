// What the actions of a rule name beside the record: it must be there when the rule is saved.
#ifndef GUANXI_WORKFLOW_SVC_RULES_RULE_NAMES_H_
#define GUANXI_WORKFLOW_SVC_RULES_RULE_NAMES_H_

#include <vector>

#include "absl/status/status.h"
#include "common/resource/behavior.h"
#include "common/resource/resource.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/workflow/v1/automation_rule.pb.h"

namespace guanxi::workflow {

// Refuses people who are not active, and channels that are not there or that the caller may not
// read, by path: those that `old` (null: there is none) does not name already. What is saved again
// may name somebody who has left meanwhile.
//   INVALID_ARGUMENT  INVALID_FIELD  `actions[0].todo.assignee.user` names nobody active
absl::Status CheckRuleNames(resource::UnitOfWork& work, const resource::Resource& channels,
                            const v1::AutomationRule* old, const v1::AutomationRule& next);

// The tags, of which customer-svc is asked; in canonical form.
std::vector<resource::Question> TagQuestions(const v1::AutomationRule* old,
                                             const v1::AutomationRule& next);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_RULE_NAMES_H_
