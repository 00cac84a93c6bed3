#include "lead-svc/contracts/payment_service.h"

#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/resource_name.h"
#include "google/protobuf/util/time_util.h"
#include "guanxi/lead/v1/opportunity.pb.h"
#include "lead-svc/contracts/books.h"
#include "lead-svc/contracts/contract_rules.h"
#include "lead-svc/contracts/money_effects.h"
#include "lead-svc/contracts/moves.h"
#include "lead-svc/contracts/stated.h"

namespace guanxi::lead {
namespace {

using google::protobuf::util::TimeUtil;
using resource::UnitOfWork;
using v1::Contract;
using v1::Payment;

constexpr size_t kMaxReason = 512;

absl::Status CheckState(const Payment& payment, Payment::State wanted, absl::string_view reason) {
  if (payment.state() == wanted) return absl::OkStatus();
  return FailedPrecondition(reason, payment.name(),
                            absl::StrCat("it is ", Payment::State_Name(payment.state())));
}

void Decide(const UnitOfWork& work, Payment::State state, Payment* next) {
  next->set_state(state);
  next->set_decided_by(work.principal().subject);
  *next->mutable_decide_time() = TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(work.now()));
  next->set_decision_count(next->decision_count() + 1);
}

absl::Status OwnerCannotConfirm(const std::string& whose) {
  return Error(absl::StatusCode::kPermissionDenied, "OWNER_CANNOT_CONFIRM",
               absl::StrCat("who owns ", whose, " does not decide about its money"));
}

}  // namespace

absl::Status PaymentServiceImpl::CheckMayDecide(UnitOfWork& work, const Contract& contract) const {
  const std::string& subject = work.principal().subject;
  if (contract.owner() == subject) return OwnerCannotConfirm(contract.name());
  if (contract.opportunity().empty()) return absl::OkStatus();
  const resource::Resource& opportunities = *resources_->opportunities;
  GUANXI_ASSIGN_OR_RETURN(
      const resource::ResourceName name,
      resource::ParseName(opportunities.type(), contract.opportunity(), "opportunity"));
  // Deleted ones, too: nobody decides about his own deal by taking it away first.
  std::map<Uuid, resource::Stored> deals;
  GUANXI_RETURN_IF_ERROR(work.WithoutScope([&]() -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(deals, work.GetMany(opportunities, {name.id}, resource::Lock::kShared));
    return absl::OkStatus();
  }));
  const auto deal = deals.find(name.id);
  const bool owns = deal != deals.end() &&
                    static_cast<const v1::Opportunity&>(*deal->second.message).owner() == subject;
  return owns ? OwnerCannotConfirm(contract.opportunity()) : absl::OkStatus();
}

absl::StatusOr<Payment> PaymentServiceImpl::ConfirmPayment(
    const rpc::Call& call, const v1::ConfirmPaymentRequest& request) {
  return Move<Payment>(
      *engine_, call, request, *resources_->payments, resources_->contracts,
      [&](UnitOfWork& work, const Contract& contract, Payment* next) -> absl::Status {
        GUANXI_RETURN_IF_ERROR(CheckMayDecide(work, contract));
        GUANXI_RETURN_IF_ERROR(CheckState(*next, Payment::ENTERED, "PAYMENT_DECIDED"));
        if (contract.state() == Contract::DRAFT) return WrongState(contract, "signed");
        if (next->kind() == Payment::RECEIPT && next->allocations().empty()) {
          GUANXI_ASSIGN_OR_RETURN(const std::vector<v1::PaymentPlan> plans,
                                  PlansOf(work, *resources_, contract));
          for (const auto& part : Books(contract, plans).Spread(*next)) {
            *next->add_allocations() = part;
          }
        }
        Decide(work, Payment::CONFIRMED, next);
        return absl::OkStatus();
      });
}

absl::StatusOr<Payment> PaymentServiceImpl::RejectPayment(const rpc::Call& call,
                                                          const v1::RejectPaymentRequest& request) {
  GUANXI_ASSIGN_OR_RETURN(const std::string reason,
                          StatedLine("reason", request.reason(), kMaxReason));
  return Move<Payment>(
      *engine_, call, request, *resources_->payments, resources_->contracts,
      [&](UnitOfWork& work, const Contract& contract, Payment* next) -> absl::Status {
        GUANXI_RETURN_IF_ERROR(CheckMayDecide(work, contract));
        GUANXI_RETURN_IF_ERROR(CheckState(*next, Payment::ENTERED, "PAYMENT_DECIDED"));
        Decide(work, Payment::REJECTED, next);
        next->set_reason(reason);
        return absl::OkStatus();
      });
}

absl::StatusOr<Payment> PaymentServiceImpl::ReversePayment(
    const rpc::Call& call, const v1::ReversePaymentRequest& request) {
  GUANXI_ASSIGN_OR_RETURN(const std::string reason,
                          StatedLine("reason", request.reason(), kMaxReason));
  return Move<Payment>(
      *engine_, call, request, *resources_->payments, resources_->contracts,
      [&](UnitOfWork& work, const Contract& contract, Payment* next) -> absl::Status {
        GUANXI_RETURN_IF_ERROR(CheckMayDecide(work, contract));
        GUANXI_RETURN_IF_ERROR(CheckState(*next, Payment::CONFIRMED, "PAYMENT_NOT_CONFIRMED"));
        Decide(work, Payment::REVERSED, next);
        next->set_reason(reason);
        return absl::OkStatus();
      });
}

absl::StatusOr<Payment> PaymentServiceImpl::AllocatePayment(
    const rpc::Call& call, const v1::AllocatePaymentRequest& request) {
  return Move<Payment>(
      *engine_, call, request, *resources_->payments, resources_->contracts,
      [&](UnitOfWork& work, const Contract& contract, Payment* next) -> absl::Status {
        GUANXI_RETURN_IF_ERROR(CheckMayDecide(work, contract));
        GUANXI_RETURN_IF_ERROR(CheckState(*next, Payment::CONFIRMED, "PAYMENT_NOT_CONFIRMED"));
        if (next->kind() != Payment::RECEIPT) {
          return FailedPrecondition("PAYMENT_NOT_CONFIRMED", next->name(), "it is a refund");
        }
        *next->mutable_allocations() = request.allocations();
        Decide(work, Payment::CONFIRMED, next);
        return absl::OkStatus();
      });
}

}  // namespace guanxi::lead
