// The resources of this service for their contract (common/resource/contract).
#ifndef GUANXI_CUSTOMER_SVC_CONTRACT_STAGE_H_
#define GUANXI_CUSTOMER_SVC_CONTRACT_STAGE_H_

#include <memory>
#include <vector>

#include "common/resource/contract/contract.h"

namespace guanxi::customer {

// Of Resources; they live as long as the process.
std::vector<const resource::Resource*> ContractResources();

// They over the services that main serves, on a schema of their own.
std::unique_ptr<contract::Stage> NewContractStage(
    const contract::HouseOptions& options = contract::HouseOptions());

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_CONTRACT_STAGE_H_
