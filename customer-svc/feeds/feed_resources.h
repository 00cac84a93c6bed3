// The resources that looking up writes, for those who write one out of another.
#ifndef GUANXI_CUSTOMER_SVC_FEEDS_FEED_RESOURCES_H_
#define GUANXI_CUSTOMER_SVC_FEEDS_FEED_RESOURCES_H_

#include "common/resource/resource.h"
#include "common/timers/timers.h"

namespace guanxi::customer {

// Nothing is owned.
struct FeedResources {
  const resource::Resource* customers = nullptr;
  const resource::Resource* feeds = nullptr;
  const resource::Resource* enrichments = nullptr;
  const resource::Resource* findings = nullptr;
  const resource::Resource* risk_signals = nullptr;
  const resource::Resource* claims = nullptr;
  timers::Timers* timers = nullptr;  // of what is looked up again
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_FEEDS_FEED_RESOURCES_H_
