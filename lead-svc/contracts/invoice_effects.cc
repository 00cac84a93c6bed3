// What follows from an invoice that is issued.
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "lead-svc/contracts/amounts.h"
#include "lead-svc/contracts/change_row.h"
#include "lead-svc/contracts/due_date.h"
#include "lead-svc/contracts/money_effects.h"

namespace guanxi::lead {
namespace {

using resource::ResourceName;
using resource::UnitOfWork;
using v1::Contract;
using v1::Invoice;
using v1::PaymentPlan;

absl::Status AboveAmount(const std::string& subject, Nanos left) {
  return Error(absl::StatusCode::kFailedPrecondition, "INVOICES_ABOVE_AMOUNT",
               absl::StrCat(subject, ": ", TextOf(left), " are left"), {{"left", TextOf(left)}});
}

// Takes back what the red letter says of the invoice that it names.
absl::Status TakeBack(const Invoice& red, Invoice* original) {
  if (original->state() != Invoice::ISSUED || !original->red_letter_of().empty()) {
    return FailedPrecondition("INVOICE_NOT_ISSUED", original->name(),
                              "a red letter takes back an invoice that was issued");
  }
  const Nanos taken = NanosOf(original->red_amount()) + NanosOf(red.amount());
  if (taken > NanosOf(original->amount())) {
    return AboveAmount(original->name(),
                       NanosOf(original->amount()) - NanosOf(original->red_amount()));
  }
  *original->mutable_red_amount() = MoneyOf(taken, original->amount().currency_code());
  return absl::OkStatus();
}

absl::Status AddToContract(const Invoice& issued, Contract* contract) {
  const Nanos before = NanosOf(contract->invoiced_amount());
  const bool is_red = !issued.red_letter_of().empty();
  const Nanos after =
      is_red ? before - NanosOf(issued.amount()) : before + NanosOf(issued.amount());
  if (after > NanosOf(contract->amount())) {
    return AboveAmount(contract->name(), NanosOf(contract->amount()) - before);
  }
  *contract->mutable_invoiced_amount() = MoneyOf(after, contract->amount().currency_code());
  return absl::OkStatus();
}

// Whether the terms of `plan` count from the invoice.
bool Begins(const Invoice& invoice, const std::string& plan) {
  return invoice.state() == Invoice::ISSUED && invoice.red_letter_of().empty() &&
         invoice.payment_plan() == plan &&
         NanosOf(invoice.red_amount()) < NanosOf(invoice.amount());
}

// The plan's first invoice may be another one now.
absl::Status Redate(UnitOfWork& work, const MoneyResources& all, const std::string& plan,
                    const Uuid& contract) {
  std::optional<absl::CivilDay> first;
  GUANXI_RETURN_IF_ERROR(work.VisitChildren(*all.invoices, contract, /*filter=*/"", /*order_by=*/"",
                                            [&](const google::protobuf::Message& message) {
                                              const auto& invoice =
                                                  static_cast<const Invoice&>(message);
                                              if (!Begins(invoice, plan)) return true;
                                              const absl::CivilDay day =
                                                  DayOf(invoice.issue_date());
                                              if (!first.has_value() || day < *first) first = day;
                                              return true;
                                            }));
  return ChangeRow<PaymentPlan>(work, *all.plans, plan, [&](PaymentPlan* next) {
    next->clear_invoice_date();
    if (first.has_value()) *next->mutable_invoice_date() = DateOf(*first);
    return absl::OkStatus();
  });
}

}  // namespace

absl::Status DeriveInvoice(UnitOfWork& work, const MoneyResources& all, const Invoice* old,
                           const Invoice& next) {
  const bool is_issued =
      next.state() == Invoice::ISSUED && (old == nullptr || old->state() != Invoice::ISSUED);
  if (old != nullptr && !is_issued) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(all.invoices->type(), next.name(), "name"));
  const ResourceName contract = resource::ParentOf(name);
  std::string plan = next.payment_plan();
  if (is_issued && !next.red_letter_of().empty()) {
    GUANXI_RETURN_IF_ERROR(
        ChangeRow<Invoice>(work, *all.invoices, next.red_letter_of(), [&](Invoice* original) {
          plan = original->payment_plan();
          return TakeBack(next, original);
        }));
  }
  GUANXI_RETURN_IF_ERROR(ChangeRow<Contract>(
      work, *all.contracts, resource::FormatName(all.contracts->type(), contract),
      [&](Contract* above) {
        if (old == nullptr) above->set_invoice_count(above->invoice_count() + 1);
        return is_issued ? AddToContract(next, above) : absl::OkStatus();
      }));
  if (!is_issued || plan.empty()) return absl::OkStatus();
  return Redate(work, all, plan, contract.id);
}

}  // namespace guanxi::lead
