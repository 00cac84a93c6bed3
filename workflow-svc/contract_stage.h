// The resources of this service for their contract (common/resource/contract), beside a real
// customer-svc.
#ifndef GUANXI_WORKFLOW_SVC_CONTRACT_STAGE_H_
#define GUANXI_WORKFLOW_SVC_CONTRACT_STAGE_H_

#include <memory>
#include <vector>

#include "common/resource/contract/contract.h"

namespace guanxi::workflow {

// Of Resources; they live as long as the process.
std::vector<const resource::Resource*> ContractResources();

// They over the services that main serves, on schemas of their own.
struct ContractStage {
  explicit ContractStage(const contract::HouseOptions& options = contract::HouseOptions());

  std::unique_ptr<contract::Stage> customers;
  std::unique_ptr<contract::Stage> own;  // asks the other one
};

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_CONTRACT_STAGE_H_
