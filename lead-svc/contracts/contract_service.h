// The custom methods of guanxi.lead.v1.ContractService: the moves.
#ifndef GUANXI_LEAD_SVC_CONTRACTS_CONTRACT_SERVICE_H_
#define GUANXI_LEAD_SVC_CONTRACTS_CONTRACT_SERVICE_H_

#include "absl/status/statusor.h"
#include "common/approvals/approval_desk.h"
#include "common/resource/engine.h"
#include "guanxi/lead/v1/contract_service.adapter.h"
#include "lead-svc/contracts/money_resources.h"

namespace guanxi::lead {

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class ContractServiceImpl : public v1::ContractServiceMethods {
 public:
  ContractServiceImpl(const resource::Engine* engine, const MoneyResources* resources,
                      const approvals::ApprovalDesk* desk)
      : engine_(engine), resources_(resources), desk_(desk) {}

  absl::StatusOr<v1::Contract> SubmitContract(const rpc::Call& call,
                                              const v1::SubmitContractRequest& request) override;
  absl::StatusOr<v1::Contract> SignContract(const rpc::Call& call,
                                            const v1::SignContractRequest& request) override;
  absl::StatusOr<v1::Contract> CompleteContract(
      const rpc::Call& call, const v1::CompleteContractRequest& request) override;
  absl::StatusOr<v1::Contract> TerminateContract(
      const rpc::Call& call, const v1::TerminateContractRequest& request) override;
  absl::StatusOr<v1::Contract> ReportContractBreach(
      const rpc::Call& call, const v1::ReportContractBreachRequest& request) override;
  absl::StatusOr<v1::Contract> CureContractBreach(
      const rpc::Call& call, const v1::CureContractBreachRequest& request) override;

 private:
  const resource::Engine* const engine_;
  const MoneyResources* const resources_;
  const approvals::ApprovalDesk* const desk_;
};

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_CONTRACTS_CONTRACT_SERVICE_H_
