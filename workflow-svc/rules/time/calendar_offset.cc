#include "workflow-svc/rules/time/calendar_offset.h"

#include <cstdint>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "common/worktime/wall_clock.h"
#include "common/worktime/work_days.h"

namespace guanxi::workflow {
namespace {

using v1::CalendarOffset;

constexpr int kMaxYears = 100;
constexpr int kMinutesOfDay = 24 * 60;

// The greatest count of each unit.
int MostOf(CalendarOffset::Unit unit) {
  switch (unit) {
    case CalendarOffset::MINUTE:
      return kMaxYears * 366 * kMinutesOfDay;
    case CalendarOffset::HOUR:
      return kMaxYears * 366 * 24;
    case CalendarOffset::DAY:
      return kMaxYears * 366;
    case CalendarOffset::WORKDAY:
      return 1000;
    case CalendarOffset::WEEK:
      return kMaxYears * 53;
    case CalendarOffset::MONTH:
      return kMaxYears * 12;
    default:
      return kMaxYears;
  }
}

std::optional<absl::CivilDay> MoveByWorkdays(absl::CivilDay day, int count,
                                             const filter::Moment& moment) {
  static const auto* const kPlainWeek = new worktime::WorkDays;
  const worktime::WorkDays& days = moment.calendar != nullptr ? *moment.calendar : *kPlainWeek;
  if (count < 0) return worktime::WorkdayBefore(day, -count, days);
  if (count == 0 && !days.IsWorkday(day)) return worktime::WorkdayAfter(day, 1, days);
  return worktime::WorkdayAfter(day, count, days);
}

std::optional<absl::CivilDay> MoveDay(absl::CivilDay day, const CalendarOffset& offset,
                                      const filter::Moment& moment) {
  switch (offset.unit()) {
    case CalendarOffset::WORKDAY:
      return MoveByWorkdays(day, offset.count(), moment);
    case CalendarOffset::WEEK:
      return day + 7 * offset.count();
    case CalendarOffset::MONTH:
      return worktime::AddMonths(day, offset.count());
    case CalendarOffset::YEAR:
      return worktime::AddMonths(day, 12 * offset.count());
    default:
      return day + offset.count();
  }
}

// As timers and columns can hold it.
std::optional<absl::Time> InBounds(absl::Time at) {
  static const absl::Time first = absl::FromCivil(absl::CivilYear(1), absl::UTCTimeZone());
  static const absl::Time last = absl::FromCivil(absl::CivilYear(10000), absl::UTCTimeZone());
  return first <= at && at < last ? std::optional<absl::Time>(at) : std::nullopt;
}

}  // namespace

void CheckOffset(const CalendarOffset& offset, absl::string_view path, Violations* violations) {
  if (offset.count() == 0) return;
  if (offset.unit() == CalendarOffset::UNIT_UNSPECIFIED) {
    violations->Add(absl::StrCat(path, ".unit"), "want a unit");
  } else if (std::abs(int64_t{offset.count()}) > MostOf(offset.unit())) {
    violations->Add(absl::StrCat(path, ".count"),
                    absl::StrCat("want at most ", MostOf(offset.unit()), " either way"));
  }
}

void CheckMinuteOfDay(const CalendarOffset& offset, std::optional<int> minute_of_day,
                      absl::string_view minute_path, Violations* violations) {
  if (!minute_of_day.has_value()) return;
  if (*minute_of_day < 0 || *minute_of_day >= kMinutesOfDay) {
    violations->Add(minute_path, "want 0 to 1439");
  } else if (!IsOfDays(offset)) {
    violations->Add(minute_path, "want none with an offset of minutes or hours");
  }
}

bool IsOfDays(const CalendarOffset& offset) {
  if (offset.count() == 0) return true;
  return offset.unit() != CalendarOffset::MINUTE && offset.unit() != CalendarOffset::HOUR;
}

std::optional<absl::Time> Move(absl::Time start, const CalendarOffset& offset,
                               std::optional<int> minute_of_day, const filter::Moment& moment) {
  if (!IsOfDays(offset)) {
    const absl::Duration unit =
        offset.unit() == CalendarOffset::HOUR ? absl::Hours(1) : absl::Minutes(1);
    return InBounds(start + offset.count() * unit);
  }
  const absl::TimeZone::CivilInfo shown = moment.zone.At(start);
  const std::optional<absl::CivilDay> day = MoveDay(absl::CivilDay(shown.cs), offset, moment);
  if (!day.has_value()) return std::nullopt;
  if (minute_of_day.has_value()) {
    return InBounds(
        worktime::WhenClocksShow(absl::CivilMinute(*day) + *minute_of_day, moment.zone));
  }
  // Nothing is moved: of a time that clocks show twice it stays the one that it is.
  if (*day == absl::CivilDay(shown.cs)) return InBounds(start);
  const absl::CivilSecond at(day->year(), day->month(), day->day(), shown.cs.hour(),
                             shown.cs.minute(), shown.cs.second());
  return InBounds(worktime::WhenClocksShow(at, moment.zone) + shown.subsecond);
}

}  // namespace guanxi::workflow
