#include "lead-svc/contracts/invoice_service.h"

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/environment.h"
#include "lead-svc/contracts/amounts.h"
#include "lead-svc/contracts/books.h"
#include "lead-svc/contracts/contract_rules.h"
#include "lead-svc/contracts/due_date.h"
#include "lead-svc/contracts/invoice_number.h"
#include "lead-svc/contracts/moves.h"
#include "lead-svc/contracts/stated.h"

namespace guanxi::lead {
namespace {

using resource::UnitOfWork;
using v1::Contract;
using v1::Invoice;

constexpr size_t kLeastNumber = 8;
constexpr size_t kMostNumber = 20;
constexpr size_t kShortCode = 10;
constexpr size_t kLongCode = 12;

bool AreDigits(const std::string& text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); });
}

absl::Status CheckNumber(const std::string& code, const std::string& number) {
  Violations violations;
  const bool fits =
      code.empty() || ((code.size() == kShortCode || code.size() == kLongCode) && AreDigits(code));
  if (!fits) violations.Add("code", "want 10 or 12 digits");
  const size_t most = code.empty() ? kMostNumber : kLeastNumber;
  if (number.size() < kLeastNumber || number.size() > most || !AreDigits(number)) {
    violations.Add("number",
                   code.empty() ? "want 8 to 20 digits" : "want 8 digits, as there is a code");
  }
  return violations.ToStatus();
}

absl::Status CheckDraft(const Invoice& invoice) {
  if (invoice.state() == Invoice::DRAFT) return absl::OkStatus();
  return FailedPrecondition("INVOICE_NOT_DRAFT", invoice.name(),
                            absl::StrCat("it is ", Invoice::State_Name(invoice.state())));
}

// A red letter corrects what there is, whatever has become of the contract since.
absl::Status CheckContract(const Contract& contract, const Invoice& invoice) {
  if (IsInForce(contract)) return absl::OkStatus();
  if (HasEnded(contract) && !invoice.red_letter_of().empty()) return absl::OkStatus();
  return WrongState(contract, "ACTIVE or BREACHED");
}

}  // namespace

absl::StatusOr<Invoice> InvoiceServiceImpl::IssueInvoice(const rpc::Call& call,
                                                         const v1::IssueInvoiceRequest& request) {
  GUANXI_RETURN_IF_ERROR(CheckNumber(request.code(), request.number()));
  return Move<Invoice>(
      *engine_, call, request, *resources_->invoices, resources_->contracts,
      [&](UnitOfWork& work, const Contract& contract, Invoice* next) -> absl::Status {
        GUANXI_RETURN_IF_ERROR(CheckDraft(*next));
        if (NanosOf(next->amount()) == 0) {
          return FailedPrecondition("NOTHING_TO_INVOICE", next->name(), "it is over nothing");
        }
        GUANXI_RETURN_IF_ERROR(CheckContract(contract, *next));
        const auto today = work.environment().MomentOf(work.principal().tenant).Today();
        GUANXI_ASSIGN_OR_RETURN(
            const absl::CivilDay day,
            StatedDay("issue_date", request.issue_date(), request.has_issue_date(), today));
        next->set_state(Invoice::ISSUED);
        next->set_number(request.number());
        next->set_code(request.code());
        next->set_full_number(FullNumber(*next));
        *next->mutable_issue_date() = DateOf(day);
        return absl::OkStatus();
      });
}

absl::StatusOr<Invoice> InvoiceServiceImpl::VoidInvoice(const rpc::Call& call,
                                                        const v1::VoidInvoiceRequest& request) {
  return Move<Invoice>(*engine_, call, request, *resources_->invoices, resources_->contracts,
                       [](UnitOfWork&, const Contract&, Invoice* next) -> absl::Status {
                         GUANXI_RETURN_IF_ERROR(CheckDraft(*next));
                         next->set_state(Invoice::VOIDED);
                         return absl::OkStatus();
                       });
}

}  // namespace guanxi::lead
