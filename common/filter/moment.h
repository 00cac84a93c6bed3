// When and where a condition is evaluated: what its functions go by.
#ifndef GUANXI_COMMON_FILTER_MOMENT_H_
#define GUANXI_COMMON_FILTER_MOMENT_H_

#include <array>
#include <memory>
#include <optional>
#include <set>

#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace guanxi::filter {

// The days on which a tenant works. As it is made: Monday to Friday, without holidays.
struct WorkCalendar {
  // By absl::Weekday: Monday is the first.
  std::array<bool, 7> works = {true, true, true, true, true, false, false};
  // Days off, and days worked, whatever the day of the week (调休).
  std::set<absl::CivilDay> holidays;
  std::set<absl::CivilDay> workdays;

  // A day in both sets is worked.
  bool IsWorkday(absl::CivilDay day) const;
};

// As it is made: now, in UTC, with the plain working week.
struct Moment {
  absl::Time now = absl::Now();
  // The tenant's.
  absl::TimeZone zone = absl::UTCTimeZone();
  // Null: the plain working week.
  std::shared_ptr<const WorkCalendar> calendar;

  absl::CivilDay Today() const { return absl::ToCivilDay(now, zone); }
};

// The `count`-th working day before today; today for 0. Nothing if the calendar has none within ten
// years and what `count` takes.
std::optional<absl::CivilDay> WorkdaysAgo(int count, const Moment& moment);

}  // namespace guanxi::filter

#endif  // GUANXI_COMMON_FILTER_MOMENT_H_
