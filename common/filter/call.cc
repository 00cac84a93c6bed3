#include "common/filter/call.h"

#include <algorithm>
#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/worktime/wall_clock.h"

namespace guanxi::filter {
namespace {

using Function = Call::Function;
using Unit = Call::Unit;

// In the order of Function, but for dates.
constexpr absl::string_view kNames[] = {"ago", "from_now", "today", "workdays_ago"};
// In the order of Unit, and about how many of each a year has.
struct UnitName {
  absl::string_view text;
  int64_t per_year;
};
constexpr UnitName kUnits[] = {{"s", 31622400}, {"m", 527040}, {"h", 8784}, {"d", 366},
                               {"w", 53},       {"mo", 12},    {"y", 1}};

const UnitName& UnitOf(Unit unit) { return kUnits[static_cast<size_t>(unit)]; }

absl::Status Expected(absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("expected ", what));
}

bool TakesLength(Function function) {
  return function == Function::kAgo || function == Function::kFromNow;
}

absl::Status NoLength() {
  return Expected(absl::StrCat("a length of time like \"15d\", of s, m, h, d, w, mo or y, at most ",
                               kMaxYears, " years"));
}

absl::Status NoWorkdays() {
  return Expected(absl::StrCat("a number of working days, 0 to ", kMaxWorkdays));
}

// `text` in whole; false if it is no number of up to ten digits.
bool ParseCount(absl::string_view text, int* count) {
  const bool digits = std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
  return digits && absl::SimpleAtoi(text, count);
}

absl::Status CheckBounds(const Call& call) {
  if (TakesLength(call.function)) {
    const bool fits = call.count >= 0 && call.count <= kMaxYears * UnitOf(call.unit).per_year;
    return fits ? absl::OkStatus() : NoLength();
  }
  const bool fits = call.count >= 0 && call.count <= kMaxWorkdays;
  return fits ? absl::OkStatus() : NoWorkdays();
}

// The moment's clock and calendar in its zone, moved by `count` units of the calendar.
absl::Time MoveByCalendar(const Moment& moment, Unit unit, int count) {
  const absl::TimeZone::CivilInfo info = moment.zone.At(moment.now);
  const absl::CivilDay today(info.cs);
  absl::CivilDay day = today + count * (unit == Unit::kWeek ? 7 : 1);
  if (unit == Unit::kMonth || unit == Unit::kYear) {
    day = worktime::AddMonths(today, count * (unit == Unit::kYear ? 12 : 1));
  }
  const absl::CivilSecond moved(day.year(), day.month(), day.day(), info.cs.hour(),
                                info.cs.minute(), info.cs.second());
  return absl::FromCivil(moved, moment.zone) + info.subsecond;
}

// Stored times are those of the years from 1 on, in UTC.
absl::Time StartOf(absl::CivilDay day, const Moment& moment) {
  return std::max(absl::FromCivil(day, moment.zone),
                  absl::FromCivil(absl::CivilDay(1, 1, 1), absl::UTCTimeZone()));
}

absl::Time Move(const Moment& moment, Unit unit, int count) {
  switch (unit) {
    case Unit::kSecond:
      return moment.now + absl::Seconds(count);
    case Unit::kMinute:
      return moment.now + absl::Minutes(count);
    case Unit::kHour:
      return moment.now + absl::Hours(count);
    default:
      return MoveByCalendar(moment, unit, count);
  }
}

}  // namespace

absl::string_view NameOf(Function function) { return kNames[static_cast<size_t>(function)]; }

std::optional<Function> FindFunction(absl::string_view name) {
  const auto* const found = std::find(std::begin(kNames), std::end(kNames), name);
  if (found == std::end(kNames)) return std::nullopt;
  return static_cast<Function>(found - std::begin(kNames));
}

absl::string_view FunctionList() {
  return "ago(\"15d\"), from_now(\"30d\"), today(), workdays_ago(3)";
}

absl::StatusOr<Call> ParseCall(Function function, const std::string* argument) {
  Call call;
  call.function = function;
  if (function == Function::kToday) {
    if (argument != nullptr) return Expected("today() without a value in it");
    return call;
  }
  const absl::string_view text = argument != nullptr ? *argument : absl::string_view();
  if (TakesLength(function)) {
    const size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    const auto* const unit =
        std::find_if(std::begin(kUnits), std::end(kUnits),
                     [&](const UnitName& name) { return name.text == text.substr(digits); });
    if (unit == std::end(kUnits) || !ParseCount(text.substr(0, digits), &call.count)) {
      return NoLength();
    }
    call.unit = static_cast<Unit>(unit - std::begin(kUnits));
  } else if (!ParseCount(text, &call.count)) {
    return NoWorkdays();
  }
  if (const absl::Status status = CheckBounds(call); !status.ok()) return status;
  return call;
}

absl::Status CheckKind(const Call& call, Kind kind) {
  if (kind != Kind::kTimestamp && kind != Kind::kDate) {
    return absl::InvalidArgumentError(absl::StrCat(NameOf(call.function),
                                                   "() is compared with times and "
                                                   "dates alone"));
  }
  if (kind == Kind::kDate && TakesLength(call.function) && call.unit < Unit::kDay) {
    return Expected("a length of d, w, mo or y beside a date");
  }
  return absl::OkStatus();
}

std::optional<std::string> ParameterOf(const Call& call) {
  if (call.function == Function::kToday) return std::nullopt;
  return absl::StrCat(call.count, TakesLength(call.function) ? UnitOf(call.unit).text : "");
}

std::string WriteCall(const Call& call) {
  if (call.function == Function::kDate) {
    return absl::StrFormat("\"%04d-%02d-%02d\"", call.date.year(), call.date.month(),
                           call.date.day());
  }
  const std::string parameter = ParameterOf(call).value_or("");
  const absl::string_view quote = TakesLength(call.function) ? "\"" : "";
  return absl::StrCat(NameOf(call.function), "(", quote, parameter, quote, ")");
}

std::optional<Literal> Evaluate(const Call& call, Kind kind, const Moment& moment) {
  if (TakesLength(call.function)) {
    const int count = call.function == Function::kAgo ? -call.count : call.count;
    const absl::Time time = Move(moment, call.unit, count);
    // Stored times are whole microseconds.
    if (kind == Kind::kTimestamp) return absl::FromUnixMicros(absl::ToUnixMicros(time));
    return absl::ToCivilDay(time, moment.zone);
  }
  const std::optional<absl::CivilDay> day = call.function == Function::kDate ? call.date
                                            : call.function == Function::kToday
                                                ? moment.Today()
                                                : WorkdaysAgo(call.count, moment);
  if (!day.has_value()) return std::nullopt;
  if (kind == Kind::kTimestamp) return StartOf(*day, moment);
  return *day;
}

}  // namespace guanxi::filter
