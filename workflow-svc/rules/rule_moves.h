// Rules begin to work and cease to.
#ifndef GUANXI_WORKFLOW_SVC_RULES_RULE_MOVES_H_
#define GUANXI_WORKFLOW_SVC_RULES_RULE_MOVES_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/resource/change_kind.h"
#include "common/resource/resource.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/workflow/v1/automation_rule.pb.h"

namespace guanxi::workflow {

// Firings of a rule that fail in a row before it pauses itself.
inline constexpr int kMaxFailures = 3;

// Pure. One that is so already stays as it is.
void Enable(absl::Time now, v1::AutomationRule* rule);
void Pause(v1::AutomationRule::PauseReason reason, absl::string_view message,
           v1::AutomationRule* rule);

// Whether two states of a rule differ in what it does, or as whom.
bool DoesAnother(const v1::AutomationRule& a, const v1::AutomationRule& b);

// Pauses a rule, if it is there and ENABLED. False if it is not.
absl::StatusOr<bool> PauseByItself(resource::UnitOfWork& work, const resource::Resource& rules,
                                   const std::string& name, v1::AutomationRule::PauseReason reason,
                                   absl::string_view message);

// For Behavior<AutomationRule>::derive. Whoever keeps rules in memory reads them again; who changes
// a rule that acts as somebody else has it work no longer, and one that comes back does not either:
// else he would have it do as the other what he may not.
absl::Status DeriveRule(resource::UnitOfWork& work, const resource::Resource& rules,
                        resource::ChangeKind kind, const v1::AutomationRule* old,
                        const v1::AutomationRule& next);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_RULE_MOVES_H_
