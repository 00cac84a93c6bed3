// When and where a condition is evaluated: what its functions go by.
#ifndef GUANXI_COMMON_FILTER_MOMENT_H_
#define GUANXI_COMMON_FILTER_MOMENT_H_

#include <memory>
#include <optional>
#include <string>

#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/worktime/work_days.h"

namespace guanxi::filter {

// As it is made: now, in UTC, with the plain working week.
struct Moment {
  absl::Time now = absl::Now();
  // The tenant's.
  absl::TimeZone zone = absl::UTCTimeZone();
  // Null: the plain working week.
  std::shared_ptr<const worktime::WorkDays> calendar;
  // The tenant's: what amounts of several currencies are summed in.
  std::string currency = "CNY";

  absl::CivilDay Today() const { return absl::ToCivilDay(now, zone); }
};

// The `count`-th working day before today; today for 0. Nothing if the calendar has none within ten
// years and what `count` takes.
std::optional<absl::CivilDay> WorkdaysAgo(int count, const Moment& moment);

}  // namespace guanxi::filter

#endif  // GUANXI_COMMON_FILTER_MOMENT_H_
