#include "analytics-svc/reports/days.h"

#include <algorithm>

#include "common/worktime/wall_clock.h"

namespace guanxi::analytics {
namespace {

constexpr int kMonthsOfQuarter = 3;
constexpr int kMonthsOfYear = 12;
constexpr int kDaysOfWeek = 7;

}  // namespace

Instants InstantsOf(const Days& days, const absl::TimeZone& zone) {
  return {worktime::WhenClocksShow(absl::CivilSecond(days.first), zone),
          worktime::WhenClocksShow(absl::CivilSecond(days.last + 1), zone)};
}

absl::CivilDay BeginOf(CalendarUnit unit, absl::CivilDay day) {
  switch (unit) {
    case CalendarUnit::kWeek:
      return absl::PrevWeekday(day + 1, absl::Weekday::monday);
    case CalendarUnit::kMonth:
      return absl::CivilDay(absl::CivilMonth(day));
    case CalendarUnit::kQuarter:
      return absl::CivilDay(day.year(), (day.month() - 1) / kMonthsOfQuarter * kMonthsOfQuarter + 1,
                            1);
    case CalendarUnit::kYear:
      return absl::CivilDay(absl::CivilYear(day));
  }
  return day;
}

absl::CivilDay BeginOfNext(CalendarUnit unit, absl::CivilDay day, int count) {
  const absl::CivilDay begin = BeginOf(unit, day);
  if (unit == CalendarUnit::kWeek) return begin + count * kDaysOfWeek;
  const int months = unit == CalendarUnit::kMonth     ? 1
                     : unit == CalendarUnit::kQuarter ? kMonthsOfQuarter
                                                      : kMonthsOfYear;
  return worktime::AddMonths(begin, count * months);
}

Days ToDate(CalendarUnit unit, absl::CivilDay today) { return {BeginOf(unit, today), today}; }

Days ToDateBefore(CalendarUnit unit, absl::CivilDay today) {
  const absl::CivilDay begin = BeginOf(unit, today);
  const absl::CivilDay before = BeginOfNext(unit, today, -1);
  return {before, std::min(before + (today - begin), begin - 1)};
}

Days DaysBefore(const Days& days) {
  return {days.first - (days.last - days.first) - 1, days.first - 1};
}

Days YearBefore(const Days& days) {
  return {worktime::AddMonths(days.first, -kMonthsOfYear),
          worktime::AddMonths(days.last, -kMonthsOfYear)};
}

}  // namespace guanxi::analytics
