// What feeds do at times: customers are looked up again, and those come across that were not yet.
#ifndef GUANXI_CUSTOMER_SVC_FEEDS_FEED_TIMERS_H_
#define GUANXI_CUSTOMER_SVC_FEEDS_FEED_TIMERS_H_

#include <functional>
#include <vector>

#include "common/db/query.h"
#include "common/timers/runner.h"
#include "customer-svc/feeds/feed_resources.h"

namespace guanxi::customer {

// The key is the id of an enrichment, which is looked up again then.
inline constexpr char kFeedRefreshTimer[] = "feed_refresh";
// The key is the id of a feed that watches all: it goes over the next customers.
inline constexpr char kFeedSweepTimer[] = "feed_sweep";

// Customers that one step goes over, and that it has looked up at most.
inline constexpr int kSweptAtOnce = 1000;
inline constexpr int kFoundAtOnce = 50;

timers::Kinds FeedTimerKinds(const FeedResources& all);

// The statements, for the tests that read SQL.
std::vector<db::Query> FeedTimerQueries();

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_FEEDS_FEED_TIMERS_H_
