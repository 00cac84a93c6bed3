// The functions of the resources that money is written in, as the engine calls them.
#ifndef GUANXI_LEAD_SVC_CONTRACTS_BEHAVIORS_H_
#define GUANXI_LEAD_SVC_CONTRACTS_BEHAVIORS_H_

#include "common/resource/behavior.h"
#include "guanxi/lead/v1/contract.pb.h"
#include "guanxi/lead/v1/invoice.pb.h"
#include "guanxi/lead/v1/payment.pb.h"
#include "guanxi/lead/v1/payment_plan.pb.h"
#include "lead-svc/contracts/money_resources.h"

namespace guanxi::lead {

// `all` outlives what is returned, and may be filled later. The caller sets who is asked for the
// customers that contracts name.
resource::Behavior<v1::Contract> ContractBehavior(const MoneyResources* all);
resource::Behavior<v1::PaymentPlan> PlanBehavior(const MoneyResources* all);
resource::Behavior<v1::Invoice> InvoiceBehavior(const MoneyResources* all);
resource::Behavior<v1::Payment> PaymentBehavior(const MoneyResources* all);

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_CONTRACTS_BEHAVIORS_H_
