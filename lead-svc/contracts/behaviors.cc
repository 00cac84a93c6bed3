#include "lead-svc/contracts/behaviors.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/environment.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "lead-svc/contracts/contract_approval.h"
#include "lead-svc/contracts/contract_rules.h"
#include "lead-svc/contracts/customer_risk.h"
#include "lead-svc/contracts/due_date.h"
#include "lead-svc/contracts/money_effects.h"
#include "lead-svc/contracts/receipts.h"
#include "lead-svc/contracts/row_rules.h"
#include "lead-svc/contracts/stated.h"
#include "lead-svc/contracts/usage_effects.h"
#include "lead-svc/prices/base_amounts.h"

namespace guanxi::lead {
namespace {

using resource::ChangeKind;
using resource::StatesValues;
using resource::UnitOfWork;
using resource::WriteContext;
using v1::Contract;
using v1::Invoice;
using v1::Payment;
using v1::PaymentPlan;

// What contracts are counted by.
constexpr char kNumbers[] = "contract_number";

// What a payment is allocated to are plans of its contract, by the names that they are stored
// under.
absl::Status CheckAllocated(UnitOfWork& work, const MoneyResources& all, const Payment& next) {
  const resource::ResourceType& type = all.plans->type();
  GUANXI_ASSIGN_OR_RETURN(const resource::ResourceName payment,
                          resource::ParseName(all.payments->type(), next.name(), "name"));
  std::vector<Uuid> stated;  // nil: it names no plan of the contract
  for (const v1::Allocation& part : next.allocations()) {
    const auto name = resource::ParseName(type, part.payment_plan(), "payment_plan");
    const bool is_sibling = name.ok() && resource::AreSiblings(*name, payment) &&
                            resource::FormatName(type, *name) == part.payment_plan();
    stated.push_back(is_sibling ? name->id : Uuid());
  }
  // They are written next, if it counts.
  GUANXI_ASSIGN_OR_RETURN(const auto found, work.GetMany(*all.plans, stated));
  Violations violations;
  for (int i = 0; i < next.allocations_size(); ++i) {
    const auto plan = found.find(stated[static_cast<size_t>(i)]);
    if (plan != found.end() && resource::AreSiblings(plan->second.name, payment)) continue;
    violations.Add(absl::StrCat("allocations[", i, "].payment_plan"),
                   "want the name of a plan of the same contract");
  }
  return violations.ToStatus();
}

absl::Status Number(UnitOfWork& work, Contract* next) {
  const auto today = work.environment().MomentOf(work.principal().tenant).Today();
  const int year = static_cast<int>(today.year());
  GUANXI_ASSIGN_OR_RETURN(const int64_t place, work.NextNumber(kNumbers, absl::StrCat(year)));
  next->set_number(ContractNumber(year, place));
  return absl::OkStatus();
}

}  // namespace

resource::Behavior<Contract> ContractBehavior(const MoneyResources* all) {
  resource::Behavior<Contract> behavior;
  behavior.normalize = [](const WriteContext&, Contract* message, Violations* violations) {
    NormalizeContract(message, violations);
  };
  behavior.check = [](ChangeKind kind, const Contract*, const Contract& next,
                      Violations* violations) {
    if (StatesValues(kind)) CheckContract(next, violations);
  };
  behavior.complete = [](UnitOfWork& work, const Contract* old, Contract* next) {
    return ContractApproval().Guard(work.now(), old, next);
  };
  behavior.admit = [](UnitOfWork&, ChangeKind, const Contract* old, const Contract& next) {
    return old != nullptr ? CheckSupplement(*old, next) : absl::OkStatus();
  };
  behavior.assign = [all](UnitOfWork& work, ChangeKind kind, const Contract* old,
                          Contract* next) -> absl::Status {
    if (kind == ChangeKind::kCreated) return Number(work, next);
    if (!next->has_sign_date()) return absl::OkStatus();
    return FixBase(work, *all->prices, old, DayOf(next->sign_date()), next);
  };
  behavior.derive = [all](UnitOfWork& work, ChangeKind, const Contract* old,
                          const Contract& next) -> absl::Status {
    // Of another customer than before it is when that one was merged.
    if (old == nullptr || old->customer() != next.customer()) {
      GUANXI_RETURN_IF_ERROR(ShowRisks(work, *all->contracts, next));
    }
    return DeriveContract(work, *all, old, next);
  };
  return behavior;
}

resource::Behavior<PaymentPlan> PlanBehavior(const MoneyResources* all) {
  resource::Behavior<PaymentPlan> behavior;
  behavior.normalize = [](const WriteContext&, PaymentPlan* message, Violations* violations) {
    NormalizePlan(message, violations);
  };
  behavior.check = [](ChangeKind kind, const PaymentPlan*, const PaymentPlan& next,
                      Violations* violations) {
    if (StatesValues(kind)) CheckPlan(next, violations);
  };
  behavior.admit = [all](UnitOfWork& work, ChangeKind, const PaymentPlan* old,
                         const PaymentPlan& next) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(const Contract contract,
                            ContractOf(work, *all, *all->plans, next.name()));
    return AdmitPlan(contract, old, next);
  };
  behavior.assign = [all](UnitOfWork& work, ChangeKind, const PaymentPlan* old, PaymentPlan* next) {
    return AssignPlan(work, *all, old, next);
  };
  behavior.derive = [all](UnitOfWork& work, ChangeKind, const PaymentPlan* old,
                          const PaymentPlan& next) { return DerivePlan(work, *all, old, next); };
  behavior.derives_into_parent = true;
  return behavior;
}

resource::Behavior<Invoice> InvoiceBehavior(const MoneyResources* all) {
  resource::Behavior<Invoice> behavior;
  behavior.normalize = [](const WriteContext&, Invoice* message, Violations* violations) {
    NormalizeInvoice(message, violations);
  };
  behavior.check = [](ChangeKind kind, const Invoice*, const Invoice& next,
                      Violations* violations) {
    if (StatesValues(kind)) CheckInvoice(next, violations);
  };
  behavior.admit = [all](UnitOfWork& work, ChangeKind, const Invoice* old,
                         const Invoice& next) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(const Contract contract,
                            ContractOf(work, *all, *all->invoices, next.name()));
    return AdmitInvoice(contract, old, next);
  };
  behavior.derive = [all](UnitOfWork& work, ChangeKind, const Invoice* old,
                          const Invoice& next) -> absl::Status {
    GUANXI_RETURN_IF_ERROR(DeriveInvoice(work, *all, old, next));
    return ReopenUsage(work, *all, old, next);
  };
  behavior.derives_into_parent = true;
  return behavior;
}

resource::Behavior<Payment> PaymentBehavior(const MoneyResources* all) {
  resource::Behavior<Payment> behavior;
  behavior.normalize = [](const WriteContext&, Payment* message, Violations* violations) {
    NormalizePayment(message, violations);
  };
  behavior.check = [](ChangeKind kind, const Payment*, const Payment& next,
                      Violations* violations) {
    if (StatesValues(kind)) CheckPayment(next, violations);
  };
  behavior.admit = [all](UnitOfWork& work, ChangeKind, const Payment* old,
                         const Payment& next) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(const Contract contract,
                            ContractOf(work, *all, *all->payments, next.name()));
    GUANXI_RETURN_IF_ERROR(AdmitPayment(contract, old, next));
    if (old != nullptr && !StatesOther(*old, next)) return absl::OkStatus();
    const auto today = work.environment().MomentOf(work.principal().tenant).Today();
    GUANXI_RETURN_IF_ERROR(
        StatedDay("pay_date", next.pay_date(), next.has_pay_date(), today).status());
    return CheckAllocated(work, *all, next);
  };
  behavior.assign = [all](UnitOfWork& work, ChangeKind kind, const Payment* old,
                          Payment* next) -> absl::Status {
    if (Counts(*next)) return FixBase(work, *all->prices, old, DayOf(next->pay_date()), next);
    if (kind != ChangeKind::kCreated) return absl::OkStatus();
    GUANXI_ASSIGN_OR_RETURN(const Contract contract,
                            ContractOf(work, *all, *all->payments, next->name()));
    next->set_customer(contract.customer());
    next->set_entered_by(work.principal().subject);
    return absl::OkStatus();
  };
  behavior.derive = [all](UnitOfWork& work, ChangeKind, const Payment* old, const Payment& next) {
    return DerivePayment(work, *all, old, next);
  };
  behavior.derives_into_parent = true;
  return behavior;
}

}  // namespace guanxi::lead
