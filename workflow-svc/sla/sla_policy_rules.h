// What is true of policies of service levels: normal forms, checks, and their conditions.
//
// Pure: no I/O, no clock.
#ifndef GUANXI_WORKFLOW_SVC_SLA_SLA_POLICY_RULES_H_
#define GUANXI_WORKFLOW_SVC_SLA_SLA_POLICY_RULES_H_

#include <memory>
#include <optional>

#include "absl/status/statusor.h"
#include "common/errors/errors.h"
#include "common/filter/moment.h"
#include "guanxi/workflow/v1/sla_policy.pb.h"
#include "workflow-svc/rules/condition.h"
#include "workflow-svc/sla/sla_clock_rules.h"

namespace guanxi::workflow {

// Conditions get their canonical form; what does not compile is Check's to refuse.
void NormalizeSlaPolicy(v1::SlaPolicy* policy, Violations* violations);
void CheckSlaPolicy(const v1::SlaPolicy& next, Violations* violations);

// The conditions of a policy. Immutable, thus thread-safe.
class SlaConditions {
 public:
  // A condition that is not stated does not hold, and neither does one that no longer compiles.
  explicit SlaConditions(const v1::SlaPolicy& policy);

  SlaTruths Evaluate(const Facts& facts, const filter::Moment& moment) const;

 private:
  std::optional<Condition> start_, pause_, resume_, stop_;
};

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_SLA_SLA_POLICY_RULES_H_
