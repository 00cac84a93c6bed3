// What follows from writes of contracts, plans, invoices and payments: the sums of the contract,
// what its plans were paid, and when they are due.
//
// Whoever writes a child has its contract exclusively from the start
// (Behavior::derives_into_parent): writes of one contract go one after the other, whatever they
// are.
#ifndef GUANXI_LEAD_SVC_CONTRACTS_MONEY_EFFECTS_H_
#define GUANXI_LEAD_SVC_CONTRACTS_MONEY_EFFECTS_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/lead/v1/contract.pb.h"
#include "guanxi/lead/v1/invoice.pb.h"
#include "guanxi/lead/v1/payment.pb.h"
#include "guanxi/lead/v1/payment_plan.pb.h"
#include "lead-svc/contracts/money_resources.h"

namespace guanxi::lead {

// The contract of a child by the child's name, as the unit of work leaves it. INTERNAL if there is
// none.
absl::StatusOr<v1::Contract> ContractOf(resource::UnitOfWork& work, const MoneyResources& all,
                                        const resource::Resource& children, absl::string_view name);
// All plans of a contract, locked.
absl::StatusOr<std::vector<v1::PaymentPlan>> PlansOf(resource::UnitOfWork& work,
                                                     const MoneyResources& all,
                                                     const v1::Contract& contract);

// Behavior::assign of plans: customer, due date, and what Settle says. What follows from payments,
// the contract's state or time leaves the due date as it is. `old` is null on create.
absl::Status AssignPlan(resource::UnitOfWork& work, const MoneyResources& all,
                        const v1::PaymentPlan* old, v1::PaymentPlan* next);

// Behavior::derive. `old` is null on create. Errors: those of Books::Check, and
//   FAILED_PRECONDITION  INVOICES_ABOVE_AMOUNT, INVOICE_NOT_ISSUED
absl::Status DeriveContract(resource::UnitOfWork& work, const MoneyResources& all,
                            const v1::Contract* old, const v1::Contract& next);
absl::Status DerivePlan(resource::UnitOfWork& work, const MoneyResources& all,
                        const v1::PaymentPlan* old, const v1::PaymentPlan& next);
absl::Status DeriveInvoice(resource::UnitOfWork& work, const MoneyResources& all,
                           const v1::Invoice* old, const v1::Invoice& next);
absl::Status DerivePayment(resource::UnitOfWork& work, const MoneyResources& all,
                           const v1::Payment* old, const v1::Payment& next);

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_CONTRACTS_MONEY_EFFECTS_H_
