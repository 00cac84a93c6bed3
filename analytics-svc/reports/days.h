// Stretches of days: those that reports look at, and those that they hold them against.
#ifndef GUANXI_ANALYTICS_SVC_REPORTS_DAYS_H_
#define GUANXI_ANALYTICS_SVC_REPORTS_DAYS_H_

#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace guanxi::analytics {

// Both ends are among them; `last` is not before `first`.
struct Days {
  absl::CivilDay first;
  absl::CivilDay last;

  friend bool operator==(const Days& a, const Days& b) {
    return a.first == b.first && a.last == b.last;
  }
};

// From a moment until before another one.
struct Instants {
  absl::Time begin;
  absl::Time end;
};

// When the days begin and are over in the zone.
Instants InstantsOf(const Days& days, const absl::TimeZone& zone);

enum class CalendarUnit { kWeek, kMonth, kQuarter, kYear };

// The first day of the unit that `day` is in; weeks begin on Mondays.
absl::CivilDay BeginOf(CalendarUnit unit, absl::CivilDay day);
// The first day of the unit `count` units later or, if negative, earlier.
absl::CivilDay BeginOfNext(CalendarUnit unit, absl::CivilDay day, int count);

// From the begin of the unit until today.
Days ToDate(CalendarUnit unit, absl::CivilDay today);
// As far into the unit before, but not further than its end.
Days ToDateBefore(CalendarUnit unit, absl::CivilDay today);
// As many days right before.
Days DaysBefore(const Days& days);
// The same days a year earlier; the 29th of February is then the 28th.
Days YearBefore(const Days& days);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_REPORTS_DAYS_H_
