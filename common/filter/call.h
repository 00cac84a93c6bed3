// What needs a moment to be a value, and no more: the functions of the filter language, and dates
// beside times.
//
//   ago("15d"), from_now("30d")  that long before or after the moment
//   today()                      the day of the moment
//   workdays_ago(3)              the third working day before today
//
// A length of time is a whole number and a unit:
//
//   s m h      exact seconds, minutes, hours
//   d w mo y   days, weeks, months, years of the calendar in the tenant's zone: the clock shows the
//              same time, though a day may have 23 hours; where a month has no such day, its last
//
//   "2026-03-01"                 beside a TIMESTAMP, the start of that day in the tenant's zone
//
// With a TIMESTAMP `today()` and `workdays_ago` are the start of that day; with a DATE `ago` and
// `from_now` take the units of the calendar alone.
#ifndef GUANXI_COMMON_FILTER_CALL_H_
#define GUANXI_COMMON_FILTER_CALL_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "common/filter/literal.h"
#include "common/filter/moment.h"
#include "common/filter/schema.h"

namespace guanxi::filter {

// No length of time is longer.
inline constexpr int kMaxYears = 100;
inline constexpr int kMaxWorkdays = 1000;

struct Call {
  // kDate, the last, is the date of a day: no function, and without a name.
  enum class Function { kAgo, kFromNow, kToday, kWorkdaysAgo, kDate };
  enum class Unit { kSecond, kMinute, kHour, kDay, kWeek, kMonth, kYear };

  Function function = Function::kToday;
  // Of all but today() and dates.
  int count = 0;
  // Of ago() and from_now().
  Unit unit = Unit::kDay;
  // Of a date.
  absl::CivilDay date;
};

absl::string_view NameOf(Call::Function function);
// The function of that name, or nothing.
std::optional<Call::Function> FindFunction(absl::string_view name);
// Names of all, for an error: `ago("15d"), ...`.
absl::string_view FunctionList();

// `argument` is null for `today()`. INVALID_ARGUMENT; the text says what was expected.
absl::StatusOr<Call> ParseCall(Call::Function function, const std::string* argument);
// What stands between the parentheses, without quotes; nothing for today(). ParseCall reads it. Not
// for dates.
std::optional<std::string> ParameterOf(const Call& call);
// Whether a field of this kind can be compared with the call; INVALID_ARGUMENT if not.
absl::Status CheckKind(const Call& call, Kind kind);

// In the filter language.
std::string WriteCall(const Call& call);

// A literal of `kind`, for which CheckKind must be OK. Nothing if there is no such day.
std::optional<Literal> Evaluate(const Call& call, Kind kind, const Moment& moment);

}  // namespace guanxi::filter

#endif  // GUANXI_COMMON_FILTER_CALL_H_
