// Which contracts nobody signs without an approval.
#ifndef GUANXI_LEAD_SVC_CONTRACTS_SIGNING_RULES_H_
#define GUANXI_LEAD_SVC_CONTRACTS_SIGNING_RULES_H_

#include <vector>

#include "absl/status/statusor.h"
#include "common/db/query.h"
#include "common/resource/behavior.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/lead/v1/contract.pb.h"
#include "guanxi/lead/v1/signing_rule.pb.h"

namespace guanxi::lead {

resource::Behavior<v1::SigningRule> SigningRuleBehavior();

// Whether the rule is about the contract. Pure.
bool IsAbout(const v1::SigningRule& rule, const v1::Contract& contract);

// Whether one of the tenant's rules is; where there are a thousand it is assumed. Errors: those of
// common/db.
absl::StatusOr<bool> NeedsApproval(resource::UnitOfWork& work, const v1::Contract& contract);

// The statements, for the linter.
std::vector<db::Query> SigningRuleQueries();

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_CONTRACTS_SIGNING_RULES_H_
