// The resources that money is written in, for those who write one out of another.
#ifndef GUANXI_LEAD_SVC_CONTRACTS_MONEY_RESOURCES_H_
#define GUANXI_LEAD_SVC_CONTRACTS_MONEY_RESOURCES_H_

#include "common/resource/resource.h"
#include "common/timers/timers.h"
#include "lead-svc/prices/price_resources.h"

namespace guanxi::lead {

// Nothing is owned.
struct MoneyResources {
  const resource::Resource* opportunities = nullptr;
  const resource::Resource* contracts = nullptr;
  const resource::Resource* plans = nullptr;
  const resource::Resource* invoices = nullptr;
  const resource::Resource* payments = nullptr;
  const resource::Resource* usage_records = nullptr;
  const PriceResources* prices = nullptr;  // by whose rates base amounts are fixed
  timers::Timers* timers = nullptr;        // of plans that become overdue
};

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_CONTRACTS_MONEY_RESOURCES_H_
