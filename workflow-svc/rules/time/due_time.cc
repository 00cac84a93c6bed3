#include "workflow-svc/rules/time/due_time.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "common/worktime/wall_clock.h"
#include "workflow-svc/rules/time/calendar_offset.h"

namespace guanxi::workflow {
namespace {

using v1::CalendarOffset;
using v1::TimeTrigger;

constexpr absl::string_view kOffset = "trigger.time.offset";

std::optional<int> MinuteOf(const TimeTrigger& trigger) {
  if (!trigger.has_minute_of_day()) return std::nullopt;
  return trigger.minute_of_day();
}

absl::Time StartOf(absl::CivilDay day, const filter::Moment& moment) {
  return worktime::WhenClocksShow(absl::CivilSecond(day), moment.zone);
}

absl::Time EndOfDay(absl::Time at, const filter::Moment& moment) {
  return StartOf(absl::ToCivilDay(at, moment.zone) + 1, moment);
}

std::string TextOf(absl::CivilDay day) {
  return absl::StrFormat("%04d-%02d-%02d", day.year(), day.month(), day.day());
}

// Less than a year whatever the calendar is like.
bool IsUnderAYear(const CalendarOffset& offset) {
  const int64_t count = std::abs(int64_t{offset.count()});
  switch (offset.unit()) {
    case CalendarOffset::MINUTE:
      return count < 365 * 24 * 60;
    case CalendarOffset::HOUR:
      return count < 365 * 24;
    case CalendarOffset::DAY:
      return count < 365;
    case CalendarOffset::WORKDAY:
      return count <= 200;
    case CalendarOffset::WEEK:
      return count <= 52;
    case CalendarOffset::MONTH:
      return count < 12;
    default:
      return count < 1;
  }
}

// The 29 February of a common year is its 28th.
absl::CivilDay Anniversary(const ToldTime& told, absl::civil_year_t year) {
  const int months = static_cast<int>(year - 2000) * 12;
  return worktime::AddMonths(absl::CivilDay(2000, told.month, told.day), months);
}

std::optional<Due> DueOfYear(const TimeTrigger& trigger, const ToldTime& told,
                             absl::civil_year_t year, const filter::Moment& moment) {
  const absl::CivilDay day = Anniversary(told, year);
  const absl::Time start = StartOf(day, moment);
  const std::optional<absl::Time> at = Move(start, trigger.offset(), MinuteOf(trigger), moment);
  if (!at.has_value()) return std::nullopt;
  return Due{*at, std::max(EndOfDay(start, moment), EndOfDay(*at, moment)),
             absl::StrFormat("%04d", year), static_cast<int>(year)};
}

std::optional<Due> DueOfYears(const TimeTrigger& trigger, const ToldTime& told, absl::Time as_of,
                              const filter::Moment& moment) {
  // An anniversary is less than a year and its own day away from when it is moot; nobody is born
  // before his first.
  const absl::civil_year_t now = absl::ToCivilYear(as_of, moment.zone).year();
  const absl::civil_year_t first = std::max<absl::civil_year_t>(now - 2, told.year);
  for (absl::civil_year_t year = first; year <= std::max(now, first) + 2; ++year) {
    const std::optional<Due> due = DueOfYear(trigger, told, year, moment);
    if (due.has_value() && due->moot > as_of) return due;
  }
  return std::nullopt;
}

}  // namespace

void CheckTimeTrigger(const TimeTrigger& trigger, bool is_date, Violations* violations) {
  CheckOffset(trigger.offset(), kOffset, violations);
  CheckMinuteOfDay(trigger.offset(), MinuteOf(trigger), "trigger.time.minute_of_day", violations);
  if (!trigger.yearly()) return;
  if (!is_date) violations->Add("trigger.time.yearly", "want a field of dates");
  if (!IsUnderAYear(trigger.offset())) {
    violations->Add("trigger.time.offset", "want less than a year, where the trigger is yearly");
  }
}

std::optional<Due> DueOf(const TimeTrigger& trigger, const ToldTime& told, absl::Time as_of,
                         const filter::Moment& moment) {
  if (trigger.yearly()) {
    return told.is_date ? DueOfYears(trigger, told, as_of, moment) : std::nullopt;
  }
  if (told.is_date && told.year == 0) return std::nullopt;
  const absl::CivilDay day(told.year, told.month, told.day);
  const absl::Time start = told.is_date ? StartOf(day, moment) : told.time;
  const std::optional<absl::Time> at = Move(start, trigger.offset(), MinuteOf(trigger), moment);
  if (!at.has_value()) return std::nullopt;
  Due due{*at, absl::InfiniteFuture(), "", 0};
  if (trigger.offset().count() < 0) due.moot = told.is_date ? EndOfDay(start, moment) : start;
  due.window = told.is_date
                   ? TextOf(day)
                   : absl::FormatTime("%E4Y-%m-%dT%H:%M:%E*SZ", start, absl::UTCTimeZone());
  return due;
}

std::optional<Due> NextDue(const TimeTrigger& trigger, const ToldTime& told, const Due& due,
                           const filter::Moment& moment) {
  if (!trigger.yearly()) return std::nullopt;
  return DueOfYear(trigger, told, due.year + 1, moment);
}

}  // namespace guanxi::workflow
