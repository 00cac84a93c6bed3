// Having customers looked up: enrichments, and the look-ups behind them.
#ifndef GUANXI_CUSTOMER_SVC_FEEDS_LOOK_UP_H_
#define GUANXI_CUSTOMER_SVC_FEEDS_LOOK_UP_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "customer-svc/feeds/feed_resources.h"
#include "guanxi/customer/v1/feed.pb.h"

namespace guanxi::customer {

// The enrichment of a customer in a feed: there is no other.
resource::ResourceName EnrichmentOf(const Uuid& customer, const Uuid& feed);

// Has a live customer looked up in a feed at once, and returns how that stands. One that is being
// looked up already goes on. Errors: those of the unit of work, as of whoever writes what is below
// the customer.
absl::StatusOr<v1::Enrichment> LookUp(resource::UnitOfWork& work, const FeedResources& all,
                                      const v1::Feed& feed, const Uuid& customer);

// The same for an enrichment that there is, whose time has come; nothing if it has none any more.
absl::Status LookUpAgain(resource::UnitOfWork& work, const FeedResources& all, const Uuid& id);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_FEEDS_LOOK_UP_H_
