// What feeds answer: JSON from strangers, as findings.
//
// Pure: no I/O, no clock.
#ifndef GUANXI_CUSTOMER_SVC_FEEDS_FEED_JSON_H_
#define GUANXI_CUSTOMER_SVC_FEEDS_FEED_JSON_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "customer-svc/feeds/connector.h"

namespace guanxi::customer {

// Both take time and memory linear in `json`, and what they return can be stored as it is: texts
// are in their stored forms and cut to their lengths, times have come, amounts have currencies.
// What is stated in a form that is not known is left out, as if it were not stated; members that
// are not known are passed over.
//
// INVALID_ARGUMENT for what is no such answer: no JSON of at most eight levels and 5,000 values, a
// company without a name or of another credit code, an item without an id or a title, more items
// than kMostItems, more to come at a place that is missing, too long or the one of before.

// One company of the register.
absl::StatusOr<FeedPage> ReadRegistry(absl::string_view json, const FeedQuestion& question);
// A page of tenders, cases or opinions.
absl::StatusOr<FeedPage> ReadItems(absl::string_view json, const FeedQuestion& question);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_FEEDS_FEED_JSON_H_
