#include "lead-svc/contracts/contract_approval.h"

#include "guanxi/lead/v1/contract.pb.h"
#include "lead-svc/contracts/contract_rules.h"

namespace guanxi::lead {
namespace {

using google::protobuf::Message;
using v1::Contract;

bool IsDraft(const Message& record) {
  return static_cast<const Contract&>(record).state() == Contract::DRAFT;
}

absl::Status CheckSubmitted(const Message& record) {
  if (IsDraft(record)) return absl::OkStatus();
  return WrongState(static_cast<const Contract&>(record), "DRAFT");
}

approvals::ApprovalRules::Options Options() {
  approvals::ApprovalRules::Options options;
  options.type = Contract::descriptor();
  // As contract.proto says of `approval`.
  options.snapshot = {"display_name",
                      "number",
                      "customer",
                      "opportunity",
                      "quote",
                      "type",
                      "amount",
                      "start_date",
                      "end_date",
                      "renews",
                      "owner",
                      "department",
                      "customer_risk_severity",
                      "customer_risk_count",
                      "credit_terms.basis",
                      "credit_terms.days"};
  options.no_content = {"owner", "department", "note"};
  options.is_draft = &IsDraft;
  return options;
}

}  // namespace

const approvals::ApprovalRules& ContractApproval() {
  static const auto* const rules = new approvals::ApprovalRules(Options());
  return *rules;
}

approvals::ApprovedType ApprovedContracts(const resource::Resource& contracts) {
  return {&contracts, &ContractApproval(), &CheckSubmitted};
}

}  // namespace guanxi::lead
