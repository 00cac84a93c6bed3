#include "lead-svc/contracts/books.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"

namespace guanxi::lead {
namespace {

using v1::Allocation;
using v1::Contract;
using v1::Payment;
using v1::PaymentPlan;

constexpr char kNeverDue[] = "9";  // behind every `0...`

std::string DueKey(const PaymentPlan& plan) {
  if (!plan.has_due_date()) return kNeverDue;
  return absl::StrFormat("0%04d%02d%02d", plan.due_date().year(), plan.due_date().month(),
                         plan.due_date().day());
}

absl::Status NotEnough(const std::string& subject, absl::string_view text, Nanos left) {
  const std::string amount = TextOf(std::max<Nanos>(0, left));
  return Error(absl::StatusCode::kFailedPrecondition, "NOT_ENOUGH_LEFT",
               absl::StrCat(subject, ": ", text, "; at most ", amount, " may be moved"),
               {{"subject", subject}, {"left", amount}});
}

}  // namespace

bool IsInForce(const Contract& contract) {
  return contract.state() == Contract::ACTIVE || contract.state() == Contract::BREACHED;
}

void Settle(const Contract& contract, PaymentPlan* plan) {
  const std::string& currency = plan->amount().currency_code();
  const Nanos paid = NanosOf(plan->paid_amount());
  const Nanos open = NanosOf(plan->amount()) - paid;
  *plan->mutable_paid_amount() = MoneyOf(paid, currency);
  *plan->mutable_open_amount() = MoneyOf(open, currency);
  if (plan->state() != PaymentPlan::CANCELLED) {
    plan->set_state(open == 0 ? PaymentPlan::PAID
                              : (paid == 0 ? PaymentPlan::UNPAID : PaymentPlan::PARTLY_PAID));
  }
  plan->set_outstanding(IsInForce(contract) && (plan->state() == PaymentPlan::UNPAID ||
                                                plan->state() == PaymentPlan::PARTLY_PAID));
}

Books::Books(const Contract& contract, const std::vector<PaymentPlan>& plans)
    : contract_(contract.name()),
      currency_(contract.amount().currency_code()),
      unallocated_(NanosOf(contract.unallocated_amount())),
      unallocated_before_(unallocated_) {
  for (const PaymentPlan& plan : plans) {
    Plan& book = plans_[plan.name()];
    book.amount = NanosOf(plan.amount());
    book.paid = book.before = NanosOf(plan.paid_amount());
    book.is_cancelled = plan.state() == PaymentPlan::CANCELLED;
    book.due = DueKey(plan);
  }
}

std::vector<Allocation> Books::Spread(const Payment& receipt) const {
  std::vector<std::pair<std::string, std::string>> order;  // due, name
  for (const auto& [name, plan] : plans_) {
    if (!plan.is_cancelled && plan.paid < plan.amount) order.emplace_back(plan.due, name);
  }
  std::sort(order.begin(), order.end());
  std::vector<Allocation> allocations;
  Nanos left = NanosOf(receipt.amount());
  for (const auto& [due, name] : order) {
    if (left == 0) break;
    const Plan& plan = plans_.at(name);
    const Nanos part = std::min<Nanos>(left, plan.amount - plan.paid);
    Allocation& allocation = allocations.emplace_back();
    allocation.set_payment_plan(name);
    *allocation.mutable_amount() = MoneyOf(part, currency_);
    left -= part;
  }
  return allocations;
}

void Books::Move(const Payment& payment, int sign) {
  const int direction = payment.kind() == Payment::REFUND ? -sign : sign;
  Nanos rest = NanosOf(payment.amount());
  for (const Allocation& allocation : payment.allocations()) {
    const Nanos part = NanosOf(allocation.amount());
    rest -= part;
    const auto plan = plans_.find(allocation.payment_plan());
    if (plan == plans_.end()) {
      unknown_ = allocation.payment_plan();
      continue;
    }
    plan->second.paid += part * direction;
  }
  unallocated_ += rest * direction;
}

absl::Status Books::CheckPlan(const std::string& name, const Plan& plan) const {
  if (plan.paid == plan.before) return absl::OkStatus();
  if (plan.is_cancelled) {
    return FailedPrecondition("PLAN_CANCELLED", name, "nothing is paid for what is cancelled");
  }
  if (plan.paid > plan.amount) {
    return NotEnough(name, "more would be paid than it asks for", plan.amount - plan.before);
  }
  return plan.paid < 0 ? NotEnough(name, "more would go back than was paid", plan.before)
                       : absl::OkStatus();
}

absl::Status Books::Check() const {
  if (!unknown_.empty()) {
    return FailedPrecondition("PAYMENT_PLAN_NOT_FOUND", unknown_, "it is no plan of the contract");
  }
  for (const auto& [name, plan] : plans_) GUANXI_RETURN_IF_ERROR(CheckPlan(name, plan));
  if (unallocated_ >= 0) return absl::OkStatus();
  return NotEnough(contract_, "more would go back than was received for no plan",
                   unallocated_before_);
}

Nanos Books::received() const {
  Nanos sum = unallocated_;
  for (const auto& [name, plan] : plans_) sum += plan.paid;
  return sum;
}

}  // namespace guanxi::lead
