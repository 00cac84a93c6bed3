// A time of the day at which something happens, on all days or on some of the week.
#ifndef GUANXI_COMMON_WORKTIME_DAILY_H_
#define GUANXI_COMMON_WORKTIME_DAILY_H_

#include <optional>

#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/worktime/cron.h"

namespace guanxi::worktime {

// A schedule with one time a day; cron.h says what happens where clocks are put forward or back.
//
// Immutable, thus thread-safe.
class Daily {
 public:
  // `minute_of_day` is 0 to 1,439; `weekdays` are 1, Monday, to 7, Sunday; none: all. Whoever makes
  // one has checked that.
  explicit Daily(int minute_of_day, absl::Span<const int> weekdays = {});

  // The first time after `after`. There always is one, within eight days.
  absl::Time Next(absl::Time after, const absl::TimeZone& zone) const;

  // The last time from `from` to `now`, both included; nothing: there is none.
  std::optional<absl::Time> Last(absl::Time from, absl::Time now, const absl::TimeZone& zone) const;

 private:
  const Cron schedule_;
};

}  // namespace guanxi::worktime

#endif  // GUANXI_COMMON_WORKTIME_DAILY_H_
