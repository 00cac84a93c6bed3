// How quotes are approved.
#ifndef GUANXI_LEAD_SVC_PRICES_QUOTE_APPROVAL_H_
#define GUANXI_LEAD_SVC_PRICES_QUOTE_APPROVAL_H_

#include "common/approvals/approval_outcome.h"
#include "common/approvals/approval_rules.h"
#include "common/resource/resource.h"

namespace guanxi::lead {

const approvals::ApprovalRules& QuoteApproval();
// Drafts with lines may be submitted: QUOTE_NOT_DRAFT, QUOTE_EMPTY.
approvals::ApprovedType ApprovedQuotes(const resource::Resource& quotes);

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_PRICES_QUOTE_APPROVAL_H_
