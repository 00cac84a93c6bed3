// The resources that money is written in, for those who write one out of another.
#ifndef GUANXI_LEAD_SVC_CONTRACTS_MONEY_RESOURCES_H_
#define GUANXI_LEAD_SVC_CONTRACTS_MONEY_RESOURCES_H_

#include "common/resource/resource.h"

namespace guanxi::lead {

// Nothing is owned.
struct MoneyResources {
  const resource::Resource* opportunities = nullptr;
  const resource::Resource* contracts = nullptr;
  const resource::Resource* plans = nullptr;
  const resource::Resource* invoices = nullptr;
  const resource::Resource* payments = nullptr;
};

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_CONTRACTS_MONEY_RESOURCES_H_
