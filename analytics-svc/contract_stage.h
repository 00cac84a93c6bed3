// The resources of this service for their contract (common/resource/contract).
#ifndef GUANXI_ANALYTICS_SVC_CONTRACT_STAGE_H_
#define GUANXI_ANALYTICS_SVC_CONTRACT_STAGE_H_

#include <memory>
#include <vector>

#include "common/resource/contract/contract.h"

namespace guanxi::analytics {

// Of Resources; they live as long as the process.
std::vector<const resource::Resource*> ContractResources();

// They over the services that main serves, which hear nobody here.
std::unique_ptr<contract::Stage> NewContractStage(
    const contract::HouseOptions& options = contract::HouseOptions());

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_CONTRACT_STAGE_H_
