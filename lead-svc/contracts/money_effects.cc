#include "lead-svc/contracts/money_effects.h"

#include <optional>
#include <string>

#include "common/base/status_macros.h"
#include "common/resource/environment.h"
#include "lead-svc/contracts/amounts.h"
#include "lead-svc/contracts/books.h"
#include "lead-svc/contracts/change_row.h"
#include "lead-svc/contracts/due_date.h"
#include "lead-svc/contracts/overdue.h"
#include "lead-svc/contracts/receipts.h"
#include "lead-svc/contracts/renewals.h"
#include "lead-svc/contracts/stated.h"

namespace guanxi::lead {
namespace {

using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::Contract;
using v1::Payment;
using v1::PaymentPlan;

// The contract's name out of a child's.
absl::StatusOr<std::string> ParentName(const MoneyResources& all,
                                       const resource::Resource& children, absl::string_view name) {
  GUANXI_ASSIGN_OR_RETURN(const ResourceName parsed,
                          resource::ParseName(children.type(), name, "name"));
  return resource::FormatName(all.contracts->type(), resource::ParentOf(parsed));
}

Nanos Planned(const PaymentPlan* plan) {
  if (plan == nullptr || plan->state() == PaymentPlan::CANCELLED) return 0;
  return NanosOf(plan->amount());
}

// Once it is in force, or is not any more, so is what is to be paid for it.
absl::Status SettlePlans(UnitOfWork& work, const MoneyResources& all, const Contract& contract) {
  GUANXI_ASSIGN_OR_RETURN(const std::vector<PaymentPlan> plans, PlansOf(work, all, contract));
  for (const PaymentPlan& plan : plans) {
    const auto settle = [&](PaymentPlan* next) {
      Settle(contract, next);
      return absl::OkStatus();
    };
    GUANXI_RETURN_IF_ERROR(ChangeRow<PaymentPlan>(work, *all.plans, plan.name(), settle));
  }
  return absl::OkStatus();
}

bool IsInvoicedAnew(const PaymentPlan& old, const PaymentPlan& next) {
  return old.invoice_date().SerializeAsString() != next.invoice_date().SerializeAsString();
}

bool Counted(const Payment* payment) { return payment != nullptr && Counts(*payment); }

// All payments of a contract, `next` as it will be.
absl::StatusOr<std::vector<Payment>> PaymentsWith(UnitOfWork& work, const MoneyResources& all,
                                                  const Payment& next) {
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(all.payments->type(), next.name(), "name"));
  GUANXI_ASSIGN_OR_RETURN(const std::vector<Stored> rows,
                          work.ListByParent(*all.payments, name.parent));
  std::vector<Payment> payments = {next};
  for (const Stored& row : rows) {
    const auto& payment = static_cast<const Payment&>(*row.message);
    if (payment.name() != next.name()) payments.push_back(payment);
  }
  return payments;
}

// What of its plans is overdue: by `more`.
void AddOverdue(Nanos more, Contract* contract) {
  const Nanos overdue = NanosOf(contract->overdue_amount()) + more;
  contract->clear_overdue_amount();
  if (overdue == 0) return;
  *contract->mutable_overdue_amount() = MoneyOf(overdue, contract->amount().currency_code());
}

absl::Status WriteBooks(UnitOfWork& work, const MoneyResources& all, const Books& books,
                        const std::vector<PaymentPlan>& plans, const std::vector<Payment>& payments,
                        const std::string& contract) {
  for (const PaymentPlan& plan : plans) {
    const Nanos paid = books.PaidFor(plan.name());
    if (paid == NanosOf(plan.paid_amount())) continue;
    const auto pay = [&](PaymentPlan* next) {
      *next->mutable_paid_amount() = MoneyOf(paid, plan.amount().currency_code());
      return absl::OkStatus();
    };
    GUANXI_RETURN_IF_ERROR(ChangeRow<PaymentPlan>(work, *all.plans, plan.name(), pay));
  }
  return ChangeRow<Contract>(work, *all.contracts, contract, [&](Contract* next) {
    const std::string& currency = next->amount().currency_code();
    *next->mutable_received_amount() = MoneyOf(books.received(), currency);
    *next->mutable_unallocated_amount() = MoneyOf(books.unallocated(), currency);
    ShowReceipts(payments, next);
    return absl::OkStatus();
  });
}

}  // namespace

absl::StatusOr<Contract> ContractOf(UnitOfWork& work, const MoneyResources& all,
                                    const resource::Resource& children, absl::string_view name) {
  GUANXI_ASSIGN_OR_RETURN(const ResourceName parsed,
                          resource::ParseName(children.type(), name, "name"));
  GUANXI_ASSIGN_OR_RETURN(const std::optional<Stored> contract,
                          work.Peek(*all.contracts, resource::ParentOf(parsed)));
  if (!contract.has_value()) return absl::InternalError("a contract that is held is gone");
  return static_cast<const Contract&>(*contract->message);
}

absl::StatusOr<std::vector<PaymentPlan>> PlansOf(UnitOfWork& work, const MoneyResources& all,
                                                 const Contract& contract) {
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(all.contracts->type(), contract.name(), "name"));
  GUANXI_ASSIGN_OR_RETURN(const std::vector<Stored> rows, work.ListByParent(*all.plans, name.id));
  std::vector<PaymentPlan> plans;
  plans.reserve(rows.size());
  for (const Stored& row : rows) plans.push_back(static_cast<const PaymentPlan&>(*row.message));
  return plans;
}

absl::Status AssignPlan(UnitOfWork& work, const MoneyResources& all, const PaymentPlan* old,
                        PaymentPlan* next) {
  GUANXI_ASSIGN_OR_RETURN(const Contract contract, ContractOf(work, all, *all.plans, next->name()));
  const auto moment = work.environment().MomentOf(work.principal().tenant);
  if (old == nullptr || StatesOther(*old, *next) || IsInvoicedAnew(*old, *next)) {
    const auto day = DueDay(*next, contract.credit_terms(), moment.calendar.get());
    next->clear_due_date();
    if (day.has_value()) *next->mutable_due_date() = DateOf(*day);
  }
  next->set_customer(contract.customer());
  Settle(contract, next);
  next->set_overdue(IsOverdue(*next, moment.Today()));
  return absl::OkStatus();
}

absl::Status DeriveContract(UnitOfWork& work, const MoneyResources& all, const Contract* old,
                            const Contract& next) {
  if (old == nullptr) return absl::OkStatus();
  if (IsInForce(*old) != IsInForce(next)) {
    GUANXI_RETURN_IF_ERROR(SettlePlans(work, all, next));
  }
  return DeriveRenewal(work, all, *old, next);
}

absl::Status DerivePlan(UnitOfWork& work, const MoneyResources& all, const PaymentPlan* old,
                        const PaymentPlan& next) {
  GUANXI_RETURN_IF_ERROR(ArmOverdue(work, all, next));
  const Nanos more = Planned(&next) - Planned(old);
  const Nanos later = OverdueOf(next) - (old != nullptr ? OverdueOf(*old) : 0);
  if (old != nullptr && more == 0 && later == 0) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const std::string name, ParentName(all, *all.plans, next.name()));
  return ChangeRow<Contract>(work, *all.contracts, name, [&](Contract* contract) {
    *contract->mutable_planned_amount() =
        MoneyOf(NanosOf(contract->planned_amount()) + more, contract->amount().currency_code());
    if (old == nullptr) contract->set_plan_count(contract->plan_count() + 1);
    AddOverdue(later, contract);
    return absl::OkStatus();
  });
}

absl::Status DerivePayment(UnitOfWork& work, const MoneyResources& all, const Payment* old,
                           const Payment& next) {
  GUANXI_ASSIGN_OR_RETURN(const std::string name, ParentName(all, *all.payments, next.name()));
  if (old == nullptr) {
    GUANXI_RETURN_IF_ERROR(ChangeRow<Contract>(work, *all.contracts, name, [](Contract* contract) {
      contract->set_payment_count(contract->payment_count() + 1);
      return absl::OkStatus();
    }));
  }
  if (!Counted(old) && !Counted(&next)) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const Contract contract,
                          ContractOf(work, all, *all.payments, next.name()));
  GUANXI_ASSIGN_OR_RETURN(const std::vector<PaymentPlan> plans, PlansOf(work, all, contract));
  Books books(contract, plans);
  if (Counted(old)) books.Unpost(*old);
  if (Counted(&next)) books.Post(next);
  GUANXI_RETURN_IF_ERROR(books.Check());
  GUANXI_ASSIGN_OR_RETURN(const std::vector<Payment> payments, PaymentsWith(work, all, next));
  return WriteBooks(work, all, books, plans, payments, name);
}

}  // namespace guanxi::lead
