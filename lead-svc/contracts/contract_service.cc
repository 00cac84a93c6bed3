#include "lead-svc/contracts/contract_service.h"

#include <string>

#include "common/base/status_macros.h"
#include "common/resource/environment.h"
#include "lead-svc/contracts/contract_approval.h"
#include "lead-svc/contracts/contract_rules.h"
#include "lead-svc/contracts/moves.h"
#include "lead-svc/contracts/signing_rules.h"
#include "lead-svc/contracts/stated.h"

namespace guanxi::lead {
namespace {

using resource::UnitOfWork;
using v1::Contract;

constexpr size_t kMaxReason = 512;

}  // namespace

absl::StatusOr<Contract> ContractServiceImpl::SubmitContract(
    const rpc::Call& call, const v1::SubmitContractRequest& request) {
  Contract contract;
  GUANXI_RETURN_IF_ERROR(
      desk_->Submit(call, ApprovedContracts(*resources_->contracts), request, &contract));
  return contract;
}

absl::StatusOr<Contract> ContractServiceImpl::SignContract(const rpc::Call& call,
                                                           const v1::SignContractRequest& request) {
  return Move<Contract>(
      *engine_, call, request, *resources_->contracts, /*contracts=*/nullptr,
      [&](UnitOfWork& work, const Contract&, Contract* next) -> absl::Status {
        const auto today = work.environment().MomentOf(work.principal().tenant).Today();
        GUANXI_ASSIGN_OR_RETURN(
            const absl::CivilDay day,
            StatedDay("sign_date", request.sign_date(), request.has_sign_date(), today));
        GUANXI_ASSIGN_OR_RETURN(const bool needs_approval, NeedsApproval(work, *next));
        return Sign(day, needs_approval, next);
      });
}

absl::StatusOr<Contract> ContractServiceImpl::CompleteContract(
    const rpc::Call& call, const v1::CompleteContractRequest& request) {
  return Move<Contract>(
      *engine_, call, request, *resources_->contracts, /*contracts=*/nullptr,
      [](UnitOfWork&, const Contract&, Contract* next) { return Complete(next); });
}

absl::StatusOr<Contract> ContractServiceImpl::TerminateContract(
    const rpc::Call& call, const v1::TerminateContractRequest& request) {
  GUANXI_ASSIGN_OR_RETURN(const std::string reason,
                          StatedLine("reason", request.reason(), kMaxReason));
  return Move<Contract>(
      *engine_, call, request, *resources_->contracts, /*contracts=*/nullptr,
      [&](UnitOfWork&, const Contract&, Contract* next) { return Terminate(reason, next); });
}

absl::StatusOr<Contract> ContractServiceImpl::ReportContractBreach(
    const rpc::Call& call, const v1::ReportContractBreachRequest& request) {
  GUANXI_ASSIGN_OR_RETURN(const std::string reason,
                          StatedLine("reason", request.reason(), kMaxReason));
  return Move<Contract>(
      *engine_, call, request, *resources_->contracts, /*contracts=*/nullptr,
      [&](UnitOfWork&, const Contract&, Contract* next) { return ReportBreach(reason, next); });
}

absl::StatusOr<Contract> ContractServiceImpl::CureContractBreach(
    const rpc::Call& call, const v1::CureContractBreachRequest& request) {
  return Move<Contract>(
      *engine_, call, request, *resources_->contracts, /*contracts=*/nullptr,
      [](UnitOfWork&, const Contract&, Contract* next) { return CureBreach(next); });
}

}  // namespace guanxi::lead
