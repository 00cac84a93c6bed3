// What plans, invoices and payments must be: normal form, checks, and what their contract allows.
//
// Pure functions: no I/O, no clock. All violations are by path relative to the resource. The checks
// against the contract look at what clients state alone, so that what follows from payments is not
// refused by them.
#ifndef GUANXI_LEAD_SVC_CONTRACTS_ROW_RULES_H_
#define GUANXI_LEAD_SVC_CONTRACTS_ROW_RULES_H_

#include "absl/status/status.h"
#include "common/errors/errors.h"
#include "guanxi/lead/v1/contract.pb.h"
#include "guanxi/lead/v1/invoice.pb.h"
#include "guanxi/lead/v1/payment.pb.h"
#include "guanxi/lead/v1/payment_plan.pb.h"

namespace guanxi::lead {

void NormalizePlan(v1::PaymentPlan* plan, Violations* violations);
void CheckPlan(const v1::PaymentPlan& next, Violations* violations);
// `old` is null on create.
//   INVALID_ARGUMENT     INVALID_FIELD  another currency
//   FAILED_PRECONDITION  CONTRACT_ENDED, PLAN_CANCELLED, PLAN_BELOW_PAID, PLANS_ABOVE_AMOUNT,
//                        TOO_MANY_PLANS
absl::Status AdmitPlan(const v1::Contract& contract, const v1::PaymentPlan* old,
                       const v1::PaymentPlan& next);

// A new one is DRAFT.
void NormalizeInvoice(v1::Invoice* invoice, Violations* violations);
void CheckInvoice(const v1::Invoice& next, Violations* violations);
//   INVALID_ARGUMENT     INVALID_FIELD  another currency
//   FAILED_PRECONDITION  INVOICE_NOT_DRAFT, TOO_MANY_INVOICES
absl::Status AdmitInvoice(const v1::Contract& contract, const v1::Invoice* old,
                          const v1::Invoice& next);

// A new one is ENTERED.
void NormalizePayment(v1::Payment* payment, Violations* violations);
void CheckPayment(const v1::Payment& next, Violations* violations);
//   INVALID_ARGUMENT     INVALID_FIELD  another currency
//   FAILED_PRECONDITION  PAYMENT_DECIDED, unless somebody decides in the same write;
//                        TOO_MANY_PAYMENTS
absl::Status AdmitPayment(const v1::Contract& contract, const v1::Payment* old,
                          const v1::Payment& next);

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_CONTRACTS_ROW_RULES_H_
