#include "lead-svc/contracts/signing_rules.h"

#include <string>

#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/rules/values.h"
#include "lead-svc/contracts/amounts.h"
#include "lead-svc/contracts/customer_risk.h"

namespace guanxi::lead {
namespace {

using resource::ChangeKind;
using resource::WriteContext;
using v1::Contract;
using v1::SigningRule;

constexpr int kMaxRules = 1000;

const db::Query kSelectRules{
    "signing_rule.select_all",
    "SELECT body FROM signing_rules FORCE INDEX (idx_create_time) WHERE tenant_id = ? AND live = 1 "
    "ORDER BY create_time, id LIMIT ?"};

}  // namespace

resource::Behavior<SigningRule> SigningRuleBehavior() {
  resource::Behavior<SigningRule> behavior;
  behavior.normalize = [](const WriteContext&, SigningRule* message, Violations* violations) {
    rules::NormalizeLine("display_name", message->mutable_display_name(), violations);
  };
  behavior.check = [](ChangeKind kind, const SigningRule*, const SigningRule& next,
                      Violations* violations) {
    if (!resource::StatesValues(kind) || !next.has_min_amount()) return;
    CheckAmount("min_amount", next.min_amount(), Least::kZero, violations);
  };
  return behavior;
}

bool IsAbout(const SigningRule& rule, const Contract& contract) {
  const bool is_other =
      rule.contract_type() != Contract::TYPE_UNSPECIFIED && rule.contract_type() != contract.type();
  if (is_other || contract.customer_risk_severity() < rule.min_risk_severity()) return false;
  // What cannot be compared is not let pass.
  if (!rule.has_min_amount() || !contract.has_amount() ||
      rule.min_amount().currency_code() != contract.amount().currency_code()) {
    return true;
  }
  return NanosOf(contract.amount()) >= NanosOf(rule.min_amount());
}

absl::StatusOr<bool> NeedsApproval(resource::UnitOfWork& work, const Contract& contract) {
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      work.tx().Select(kSelectRules, {work.principal().tenant.bytes(), kMaxRules}));
  // What is known now, though the contract was not told of it yet.
  GUANXI_ASSIGN_OR_RETURN(const RiskSum risks, SumRisks(work, contract.customer()));
  Contract seen = contract;
  risks.Show(&seen);
  for (const db::Row row : rows) {
    SigningRule rule;
    if (!rule.ParseFromString(std::string(row.String(0)))) {
      return absl::InternalError("a rule of signing cannot be read");
    }
    if (IsAbout(rule, seen)) return true;
  }
  return static_cast<int>(rows.size()) >= kMaxRules;
}

std::vector<db::Query> SigningRuleQueries() { return {kSelectRules}; }

}  // namespace guanxi::lead
