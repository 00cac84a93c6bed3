#include "lead-svc/contracts/row_rules.h"

#include <set>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/rules/values.h"
#include "lead-svc/contracts/amounts.h"
#include "lead-svc/contracts/contract_rules.h"
#include "lead-svc/contracts/due_date.h"
#include "lead-svc/contracts/stated.h"

namespace guanxi::lead {
namespace {

using v1::Contract;
using v1::Invoice;
using v1::Payment;
using v1::PaymentPlan;

constexpr size_t kLeastTaxNumber = 15;
constexpr size_t kMostTaxNumber = 20;

absl::Status TooMany(absl::string_view reason, const Contract& contract, int most) {
  return FailedPrecondition(reason, contract.name(),
                            absl::StrCat("a contract has at most ", most, " of them"));
}

absl::Status CheckPlanned(const Contract& contract, const PaymentPlan* old,
                          const PaymentPlan& next) {
  const Nanos others =
      NanosOf(contract.planned_amount()) - (old != nullptr ? NanosOf(old->amount()) : 0);
  const Nanos left = NanosOf(contract.amount()) - others;
  if (NanosOf(next.amount()) <= left) return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, "PLANS_ABOVE_AMOUNT",
               absl::StrCat(contract.name(), ": of its amount ", TextOf(left),
                            " may be planned in this plan"),
               {{"left", TextOf(left)}});
}

bool IsTaxNumber(absl::string_view text) {
  if (text.size() < kLeastTaxNumber || text.size() > kMostTaxNumber) return false;
  for (const char c : text) {
    if (!absl::ascii_isdigit(c) && !absl::ascii_isupper(c)) return false;
  }
  return true;
}

// Whether somebody confirms, rejects, reverses or allocates it in this write.
bool IsDecision(const Payment& old, const Payment& next) {
  return old.decision_count() != next.decision_count();
}

}  // namespace

void NormalizePlan(PaymentPlan* plan, Violations* violations) {
  rules::NormalizeLine("display_name", plan->mutable_display_name(), violations);
  if (plan->state() == PaymentPlan::STATE_UNSPECIFIED) plan->set_state(PaymentPlan::UNPAID);
}

void CheckPlan(const PaymentPlan& next, Violations* violations) {
  if (next.has_amount()) CheckAmount("amount", next.amount(), Least::kMore, violations);
  if (next.has_terms()) CheckTerms("terms", next.terms(), violations);
  if (next.has_fixed_date()) rules::CheckWholeDate("fixed_date", next.fixed_date(), violations);
  if (next.has_delivery_date()) {
    rules::CheckWholeDate("delivery_date", next.delivery_date(), violations);
  }
}

absl::Status AdmitPlan(const Contract& contract, const PaymentPlan* old, const PaymentPlan& next) {
  if (old != nullptr && !StatesOther(*old, next)) return absl::OkStatus();
  Violations violations;
  CheckCurrency("amount", next.amount(), contract.amount().currency_code(), &violations);
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  GUANXI_RETURN_IF_ERROR(CheckNotEnded(contract));
  if (old == nullptr) {
    if (contract.plan_count() >= kMaxPlans) return TooMany("TOO_MANY_PLANS", contract, kMaxPlans);
  } else if (old->state() == PaymentPlan::CANCELLED) {
    return FailedPrecondition("PLAN_CANCELLED", next.name(), "it is CANCELLED");
  }
  if (NanosOf(next.amount()) < NanosOf(next.paid_amount())) {
    return FailedPrecondition(
        "PLAN_BELOW_PAID", next.name(),
        absl::StrCat(TextOf(NanosOf(next.paid_amount())), " were paid for it"));
  }
  return CheckPlanned(contract, old, next);
}

void NormalizeInvoice(Invoice* invoice, Violations* violations) {
  if (invoice->state() == Invoice::STATE_UNSPECIFIED) invoice->set_state(Invoice::DRAFT);
  if (!invoice->has_title()) return;
  v1::InvoiceTitle& title = *invoice->mutable_title();
  rules::NormalizeLine("title.display_name", title.mutable_display_name(), violations);
  rules::NormalizeLine("title.tax_number", title.mutable_tax_number(), violations);
  rules::NormalizeLine("title.address", title.mutable_address(), violations);
  rules::NormalizeLine("title.phone", title.mutable_phone(), violations);
  rules::NormalizeLine("title.bank", title.mutable_bank(), violations);
  rules::NormalizeLine("title.account", title.mutable_account(), violations);
  absl::AsciiStrToUpper(title.mutable_tax_number());
}

void CheckInvoice(const Invoice& next, Violations* violations) {
  // Usage within what is free comes to nothing, and its period is closed all the same.
  const Least least = next.has_usage() ? Least::kZero : Least::kMore;
  if (next.has_amount()) CheckAmount("amount", next.amount(), least, violations);
  if (next.has_tax_amount()) {
    CheckAmount("tax_amount", next.tax_amount(), Least::kZero, violations);
    CheckCurrency("tax_amount", next.tax_amount(), next.amount().currency_code(), violations);
    if (NanosOf(next.tax_amount()) > NanosOf(next.amount())) {
      violations->Add("tax_amount", "want at most `amount`");
    }
  }
  const std::string& tax_number = next.title().tax_number();
  if (!tax_number.empty() && !IsTaxNumber(tax_number)) {
    violations->Add("title.tax_number", "want 15 to 20 capitals and digits");
  }
  if (next.kind() == Invoice::VAT_SPECIAL && tax_number.empty()) {
    violations->Add("title.tax_number", "is required for VAT_SPECIAL");
  }
}

absl::Status AdmitInvoice(const Contract& contract, const Invoice* old, const Invoice& next) {
  if (old != nullptr && !StatesOther(*old, next)) return absl::OkStatus();
  Violations violations;
  CheckCurrency("amount", next.amount(), contract.amount().currency_code(), &violations);
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  if (old != nullptr && old->state() != Invoice::DRAFT) {
    return FailedPrecondition("INVOICE_NOT_DRAFT", next.name(),
                              absl::StrCat("it is ", Invoice::State_Name(old->state())));
  }
  if (old == nullptr && contract.invoice_count() >= kMaxInvoices) {
    return TooMany("TOO_MANY_INVOICES", contract, kMaxInvoices);
  }
  return absl::OkStatus();
}

void NormalizePayment(Payment* payment, Violations* violations) {
  rules::NormalizeLine("bank_reference", payment->mutable_bank_reference(), violations);
  rules::NormalizeNote(payment->mutable_note());
  if (payment->state() == Payment::STATE_UNSPECIFIED) payment->set_state(Payment::ENTERED);
}

void CheckPayment(const Payment& next, Violations* violations) {
  if (next.has_amount()) CheckAmount("amount", next.amount(), Least::kMore, violations);
  if (next.has_pay_date()) rules::CheckWholeDate("pay_date", next.pay_date(), violations);
  Nanos sum = 0;
  std::set<std::string> plans;
  for (int i = 0; i < next.allocations_size(); ++i) {
    const v1::Allocation& part = next.allocations(i);
    const std::string path = absl::StrCat("allocations[", i, "]");
    CheckAmount(absl::StrCat(path, ".amount"), part.amount(), Least::kMore, violations);
    CheckCurrency(absl::StrCat(path, ".amount"), part.amount(), next.amount().currency_code(),
                  violations);
    if (!plans.insert(part.payment_plan()).second) {
      violations->Add(absl::StrCat(path, ".payment_plan"), "stands twice");
    }
    sum += NanosOf(part.amount());
  }
  if (next.has_amount() && sum > NanosOf(next.amount())) {
    violations->Add("allocations", "together they are more than `amount`");
  }
}

absl::Status AdmitPayment(const Contract& contract, const Payment* old, const Payment& next) {
  if (old != nullptr && !StatesOther(*old, next)) return absl::OkStatus();
  Violations violations;
  CheckCurrency("amount", next.amount(), contract.amount().currency_code(), &violations);
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  if (old != nullptr && old->state() != Payment::ENTERED && !IsDecision(*old, next)) {
    return FailedPrecondition("PAYMENT_DECIDED", next.name(),
                              absl::StrCat("it is ", Payment::State_Name(old->state())));
  }
  if (old == nullptr && contract.payment_count() >= kMaxPayments) {
    return TooMany("TOO_MANY_PAYMENTS", contract, kMaxPayments);
  }
  return absl::OkStatus();
}

}  // namespace guanxi::lead
