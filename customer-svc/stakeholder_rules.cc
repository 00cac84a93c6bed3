#include "customer-svc/stakeholder_rules.h"

#include "common/rules/values.h"
#include "customer-svc/contact_rules.h"

namespace guanxi::customer {

void NormalizeStakeholder(v1::Stakeholder* stakeholder, Violations* /*violations*/) {
  rules::NormalizeNote(stakeholder->mutable_note());
}

void CheckStakeholder(const v1::Stakeholder& next, Violations* violations) {
  CheckStanding(next.stance(), next.influence(), violations);
}

}  // namespace guanxi::customer
