// The days on which people work: a week, and the days that differ from it.
#ifndef GUANXI_COMMON_WORKTIME_WORK_DAYS_H_
#define GUANXI_COMMON_WORKTIME_WORK_DAYS_H_

#include <array>
#include <optional>
#include <set>

#include "absl/time/civil_time.h"

namespace guanxi::worktime {

// As it is made: Monday to Friday, without holidays.
struct WorkDays {
  // By absl::Weekday: Monday is the first.
  std::array<bool, 7> works = {true, true, true, true, true, false, false};
  // Days off, and days worked, whatever the day of the week (调休).
  std::set<absl::CivilDay> holidays;
  std::set<absl::CivilDay> workdays;

  // A day in both sets is worked.
  bool IsWorkday(absl::CivilDay day) const;
};

// The `count`-th working day before `day`; `day` itself for 0. Nothing if there is none within ten
// years and what `count`, 0 or more, takes.
std::optional<absl::CivilDay> WorkdayBefore(absl::CivilDay day, int count, const WorkDays& days);

// The `count`-th after it; `day` itself for 0. Nothing as above.
std::optional<absl::CivilDay> WorkdayAfter(absl::CivilDay day, int count, const WorkDays& days);

}  // namespace guanxi::worktime

#endif  // GUANXI_COMMON_WORKTIME_WORK_DAYS_H_
