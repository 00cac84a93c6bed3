// How contracts are approved.
#ifndef GUANXI_LEAD_SVC_CONTRACTS_CONTRACT_APPROVAL_H_
#define GUANXI_LEAD_SVC_CONTRACTS_CONTRACT_APPROVAL_H_

#include "common/approvals/approval_outcome.h"
#include "common/approvals/approval_rules.h"
#include "common/resource/resource.h"

namespace guanxi::lead {

const approvals::ApprovalRules& ContractApproval();
// What is not signed may be submitted: CONTRACT_STATE.
approvals::ApprovedType ApprovedContracts(const resource::Resource& contracts);

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_CONTRACTS_CONTRACT_APPROVAL_H_
