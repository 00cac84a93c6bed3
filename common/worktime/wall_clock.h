// The calendar, and from what the clocks of a zone show to an instant.
#ifndef GUANXI_COMMON_WORKTIME_WALL_CLOCK_H_
#define GUANXI_COMMON_WORKTIME_WALL_CLOCK_H_

#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace guanxi::worktime {

// When the clocks of the zone show `shown`. A time that they skip, because they are put forward, is
// the moment at which they are; one that they show twice, because they are put back, is the first
// of both. So a later `shown` is never an earlier instant, and each has exactly one.
absl::Time WhenClocksShow(absl::CivilSecond shown, const absl::TimeZone& zone);

// The same day of the month, `months` later or, if negative, earlier; where that month has no such
// day, its last.
absl::CivilDay AddMonths(absl::CivilDay day, int months);

}  // namespace guanxi::worktime

#endif  // GUANXI_COMMON_WORKTIME_WALL_CLOCK_H_
