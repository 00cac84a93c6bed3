// What to-dos may be about: records of other services.
#ifndef GUANXI_WORKFLOW_SVC_SUBJECTS_H_
#define GUANXI_WORKFLOW_SVC_SUBJECTS_H_

#include <vector>

#include "common/foreign/kinds.h"

namespace guanxi::workflow {

// Customers, contacts and interactions of customer-svc, leads and opportunities of lead-svc.
const std::vector<foreign::Kind>& SubjectKinds();
// These, and what else of other services is named here: the tags of rules.
const std::vector<foreign::Kind>& NamedKinds();

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_SUBJECTS_H_
