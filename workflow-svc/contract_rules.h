// The samples of automation rules for the contract of resources.
#ifndef GUANXI_WORKFLOW_SVC_CONTRACT_RULES_H_
#define GUANXI_WORKFLOW_SVC_CONTRACT_RULES_H_

#include <vector>

#include "common/resource/contract/contract.h"

namespace guanxi::workflow {

// One for each trigger; the last one has its condition as a form.
std::vector<contract::Sample> SamplesOfAutomationRules();

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_CONTRACT_RULES_H_
