// The directory's resources as the suites of common/resource/contract want them.
#ifndef GUANXI_GATEWAY_CONTRACT_SAMPLES_H_
#define GUANXI_GATEWAY_CONTRACT_SAMPLES_H_

#include <vector>

#include "common/resource/contract/world.h"
#include "gateway/directory/resources.h"

namespace guanxi::gateway {

// One for the process.
const directory::Resources& ContractResources();

// What descriptors do not say of valid records.
std::vector<contract::Sample> ContractSamples();

}  // namespace guanxi::gateway

#endif  // GUANXI_GATEWAY_CONTRACT_SAMPLES_H_
