// The services and the work of feeds, as one process has them.
#ifndef GUANXI_CUSTOMER_SVC_FEEDS_WIRING_H_
#define GUANXI_CUSTOMER_SVC_FEEDS_WIRING_H_

#include "common/outgoing/transfer.h"
#include "common/service/services.h"
#include "customer-svc/feeds/feed_resources.h"

namespace guanxi::customer {

// Adds FeedService, FindingService and RiskSignalService, what looks up, and the kinds of timers.
// `made->catalog` and `made->timers` are there already.
void AddFeeds(const service::Parts& parts, const FeedResources& resources,
              outgoing::Options outgoing, service::Services* made);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_FEEDS_WIRING_H_
