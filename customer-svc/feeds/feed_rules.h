// What feeds must be, and what is taken for what they do not say.
//
// Pure, but for the behaviours.
#ifndef GUANXI_CUSTOMER_SVC_FEEDS_FEED_RULES_H_
#define GUANXI_CUSTOMER_SVC_FEEDS_FEED_RULES_H_

#include <functional>

#include "absl/time/time.h"
#include "common/errors/errors.h"
#include "common/resource/behavior.h"
#include "common/timers/timers.h"
#include "guanxi/customer/v1/customer.pb.h"
#include "guanxi/customer/v1/feed.pb.h"

namespace guanxi::customer {

void NormalizeFeed(v1::Feed* feed, Violations* violations);
void CheckFeed(const v1::Feed& next, Violations* violations);

// After how long a customer is looked up again, and how long one call comes after another.
absl::Duration RefreshEvery(const v1::Feed& feed);
absl::Duration CallEvery(const v1::Feed& feed);

// How long is waited after so many failures in a row: a minute, doubled up to six hours.
absl::Duration PauseAfter(int64_t failures);

// Whether feeds can be asked about the customer: an organisation with a credit code.
bool IsIdentified(const v1::Customer& customer);

// `timers` are armed for what goes over all customers (FeedTimerKinds); null: nothing is.
resource::Behavior<v1::Feed> FeedBehavior(timers::Timers* timers);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_FEEDS_FEED_RULES_H_
