// What stakeholders must be. Pure.
#ifndef GUANXI_CUSTOMER_SVC_STAKEHOLDER_RULES_H_
#define GUANXI_CUSTOMER_SVC_STAKEHOLDER_RULES_H_

#include "common/errors/errors.h"
#include "guanxi/customer/v1/stakeholder.pb.h"

namespace guanxi::customer {

void NormalizeStakeholder(v1::Stakeholder* stakeholder, Violations* violations);
void CheckStakeholder(const v1::Stakeholder& next, Violations* violations);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_STAKEHOLDER_RULES_H_
