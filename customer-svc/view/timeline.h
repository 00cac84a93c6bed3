// The branches of a time line, merged by time.
#ifndef GUANXI_CUSTOMER_SVC_VIEW_TIMELINE_H_
#define GUANXI_CUSTOMER_SVC_VIEW_TIMELINE_H_

#include <map>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/db/transaction.h"
#include "customer-svc/view/timeline_branch.h"
#include "guanxi/customer/v1/timeline_service.pb.h"

namespace guanxi::customer {

// One for each kind, by its number.
using TimelineBranches = std::map<int, std::unique_ptr<TimelineBranch>>;

// How far each kind has been told: the place behind its last entry. Of those that are not in it,
// nothing.
using TimelinePlaces = std::map<int, std::string>;

// One page, and where the next one begins.
struct TimelinePage {
  v1::ListTimelineResponse response;  // without a token
  TimelinePlaces places;
  bool more = false;
};

// The entries behind `places`, the last first: at most `limit`, and as many as page::kMaxPageBytes
// hold, but one at least. Reads a few at a time of each branch, so that a page costs about what it
// holds. Errors: those of the branches.
absl::StatusOr<TimelinePage> ReadTimeline(db::Transaction& tx, const TimelineBranches& branches,
                                          TimelinePlaces places, int limit);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_VIEW_TIMELINE_H_
