// The time line of a customer, kind by kind: each kind is a branch that is read by its own index,
// from the last entry on.
#ifndef GUANXI_CUSTOMER_SVC_VIEW_TIMELINE_BRANCH_H_
#define GUANXI_CUSTOMER_SVC_VIEW_TIMELINE_BRANCH_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "common/db/transaction.h"
#include "guanxi/customer/v1/timeline_service.pb.h"

namespace guanxi::customer {

// A place in a branch: behind the entry of this time and id.
struct TimePlace {
  absl::Time time;
  Uuid id;

  // Ahead of all entries.
  static TimePlace Start();
  std::string ToText() const;
  static std::optional<TimePlace> FromText(absl::string_view text);
};

// One entry, and where the branch goes on behind it, for page tokens.
struct TimelineItem {
  absl::Time time;
  std::string place;
  v1::TimelineEntry entry;
};

// Not thread-safe: of one call.
class TimelineBranch {
 public:
  virtual ~TimelineBranch() = default;

  // The next entries behind a place ("": from the start), the last first, at most `limit`. Fewer
  // mean that there are no more. Errors: those of the database; INVALID_ARGUMENT for a place that
  // is none of this branch's.
  virtual absl::StatusOr<std::vector<TimelineItem>> Read(db::Transaction& tx,
                                                         const std::string& place, int limit) = 0;
};

// INVALID_ARGUMENT, INVALID_PAGE_TOKEN.
absl::Status WrongPlace();

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_VIEW_TIMELINE_BRANCH_H_
