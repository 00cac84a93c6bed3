// What descriptors do not say of valid products, prices and quotes.
#ifndef GUANXI_LEAD_SVC_PRICES_PRICE_SAMPLES_H_
#define GUANXI_LEAD_SVC_PRICES_PRICE_SAMPLES_H_

#include <vector>

#include "common/resource/contract/contract.h"

namespace guanxi::lead {

// For the contract of resources (common/resource/contract).
std::vector<contract::Sample> PriceSamples();

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_PRICES_PRICE_SAMPLES_H_
