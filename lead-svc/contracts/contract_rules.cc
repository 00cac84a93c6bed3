#include "lead-svc/contracts/contract_rules.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/base/status_macros.h"
#include "common/rules/values.h"
#include "lead-svc/contracts/amounts.h"
#include "lead-svc/contracts/books.h"
#include "lead-svc/contracts/due_date.h"

namespace guanxi::lead {
namespace {

using type::v1::Approval;
using v1::Contract;

absl::Status Ended(const Contract& contract) {
  return FailedPrecondition(
      "CONTRACT_ENDED", contract.name(),
      absl::StrCat("the contract is ", Contract::State_Name(contract.state())));
}

}  // namespace

void NormalizeContract(Contract* contract, Violations* violations) {
  rules::NormalizeLine("display_name", contract->mutable_display_name(), violations);
  rules::NormalizeNote(contract->mutable_note());
  if (contract->state() == Contract::STATE_UNSPECIFIED) contract->set_state(Contract::DRAFT);
}

void CheckContract(const Contract& next, Violations* violations) {
  if (next.has_amount()) CheckAmount("amount", next.amount(), Least::kZero, violations);
  if (next.has_start_date()) rules::CheckWholeDate("start_date", next.start_date(), violations);
  if (next.has_end_date()) rules::CheckWholeDate("end_date", next.end_date(), violations);
  if (next.has_credit_terms()) CheckTerms("credit_terms", next.credit_terms(), violations);
  if (!violations->empty() || !next.has_start_date() || !next.has_end_date()) return;
  if (DayOf(next.end_date()) < DayOf(next.start_date())) {
    violations->Add("end_date", "want a day that is not before start_date");
  }
}

absl::Status CheckSupplement(const Contract& old, const Contract& next) {
  const bool same_currency = old.amount().currency_code() == next.amount().currency_code();
  if (same_currency && NanosOf(old.amount()) == NanosOf(next.amount())) return absl::OkStatus();
  if (HasEnded(old)) return Ended(old);
  // Whatever is below the contract is in its currency, cancelled and rejected rows, too.
  const bool has_rows = old.plan_count() + old.invoice_count() + old.payment_count() > 0;
  const Nanos least = std::max(NanosOf(old.planned_amount()), NanosOf(old.invoiced_amount()));
  if ((same_currency || !has_rows) && NanosOf(next.amount()) >= least) return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, "AMOUNT_BELOW_PLANS",
               absl::StrCat(old.name(), ": ", TextOf(least), " ", old.amount().currency_code(),
                            " are planned or invoiced"),
               {{"least", TextOf(least)}, {"currency", old.amount().currency_code()}});
}

std::string ContractNumber(int year, int64_t place) {
  return absl::StrFormat("%04d-%06d", year, place);
}

bool HasEnded(const Contract& contract) {
  return contract.state() == Contract::COMPLETED || contract.state() == Contract::TERMINATED;
}

absl::Status CheckNotEnded(const Contract& contract) {
  return HasEnded(contract) ? Ended(contract) : absl::OkStatus();
}

absl::Status WrongState(const Contract& contract, absl::string_view wanted) {
  return FailedPrecondition("CONTRACT_STATE", contract.name(),
                            absl::StrCat("it is ", Contract::State_Name(contract.state()),
                                         ", and would have to be ", wanted));
}

absl::Status Sign(absl::CivilDay day, bool needs_approval, Contract* contract) {
  if (contract->state() != Contract::DRAFT) return WrongState(*contract, "DRAFT");
  const auto approval = contract->approval().state();
  if (needs_approval && approval == Approval::STATE_UNSPECIFIED) {
    return FailedPrecondition("NOT_APPROVED", contract->name(),
                              "it has to be approved before it is signed: submit it");
  }
  if (approval != Approval::STATE_UNSPECIFIED && approval != Approval::APPROVED) {
    return FailedPrecondition("NOT_APPROVED", contract->name(),
                              absl::StrCat("its approval is ", Approval::State_Name(approval)));
  }
  contract->set_state(Contract::ACTIVE);
  *contract->mutable_sign_date() = DateOf(day);
  return absl::OkStatus();
}

absl::Status Complete(Contract* contract) {
  if (!IsInForce(*contract)) return WrongState(*contract, "ACTIVE or BREACHED");
  const Nanos open =
      NanosOf(contract->planned_amount()) -
      (NanosOf(contract->received_amount()) - NanosOf(contract->unallocated_amount()));
  if (open > 0) {
    return FailedPrecondition("MONEY_OUTSTANDING", contract->name(),
                              absl::StrCat(TextOf(open), " are still to be paid"));
  }
  contract->set_state(Contract::COMPLETED);
  contract->clear_breach_reason();
  return absl::OkStatus();
}

absl::Status Terminate(const std::string& reason, Contract* contract) {
  if (HasEnded(*contract)) return WrongState(*contract, "DRAFT, ACTIVE or BREACHED");
  contract->set_state(Contract::TERMINATED);
  contract->set_end_reason(reason);
  return absl::OkStatus();
}

absl::Status ReportBreach(const std::string& reason, Contract* contract) {
  if (contract->state() != Contract::ACTIVE) return WrongState(*contract, "ACTIVE");
  contract->set_state(Contract::BREACHED);
  contract->set_breach_reason(reason);
  return absl::OkStatus();
}

absl::Status CureBreach(Contract* contract) {
  if (contract->state() != Contract::BREACHED) return WrongState(*contract, "BREACHED");
  contract->set_state(Contract::ACTIVE);
  contract->clear_breach_reason();
  return absl::OkStatus();
}

}  // namespace guanxi::lead
