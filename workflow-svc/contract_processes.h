// Valid records of processes, for the contract's suite.
#ifndef GUANXI_WORKFLOW_SVC_CONTRACT_PROCESSES_H_
#define GUANXI_WORKFLOW_SVC_CONTRACT_PROCESSES_H_

#include <vector>

#include "common/resource/contract/contract.h"

namespace guanxi::workflow {

// What descriptors do not say of definitions, policies and delegations.
std::vector<contract::Sample> SamplesOfProcesses();
// Of what the service makes: revisions, instances, tasks, comments.
std::vector<contract::Sample> SamplesOfRunningProcesses();

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_CONTRACT_PROCESSES_H_
