#include "lead-svc/contracts/receipts.h"

#include <string>

#include "lead-svc/contracts/amounts.h"
#include "lead-svc/contracts/due_date.h"

namespace guanxi::lead {
namespace {

using v1::Contract;
using v1::Payment;

// Refunds taken off. A sum that lacks one of its parts would be a wrong one.
class BaseSum {
 public:
  void Add(const Payment& payment) {
    const google::type::Money& base = payment.base_amount();
    if (currency_.empty()) currency_ = base.currency_code();
    is_whole_ &= payment.has_base_amount() && base.currency_code() == currency_;
    nanos_ += payment.kind() == Payment::REFUND ? -NanosOf(base) : NanosOf(base);
  }
  void Show(Contract* contract) const {
    contract->clear_received_base_amount();
    if (!is_whole_ || nanos_ == 0) return;
    *contract->mutable_received_base_amount() = MoneyOf(nanos_, currency_);
  }

 private:
  bool is_whole_ = true;
  std::string currency_;
  Nanos nanos_ = 0;
};

void AddDay(const google::type::Date& date, Contract* contract) {
  const bool is_first = !contract->has_first_receipt_date();
  if (is_first || DayOf(date) < DayOf(contract->first_receipt_date())) {
    *contract->mutable_first_receipt_date() = date;
  }
  if (is_first || DayOf(date) > DayOf(contract->last_receipt_date())) {
    *contract->mutable_last_receipt_date() = date;
  }
}

}  // namespace

bool Counts(const Payment& payment) { return payment.state() == Payment::CONFIRMED; }

void ShowReceipts(const std::vector<Payment>& payments, Contract* contract) {
  contract->set_receipt_count(0);
  contract->clear_first_receipt_date();
  contract->clear_last_receipt_date();
  BaseSum sum;
  for (const Payment& payment : payments) {
    if (!Counts(payment)) continue;
    sum.Add(payment);
    if (payment.kind() != Payment::RECEIPT) continue;
    contract->set_receipt_count(contract->receipt_count() + 1);
    AddDay(payment.pay_date(), contract);
  }
  sum.Show(contract);
}

}  // namespace guanxi::lead
