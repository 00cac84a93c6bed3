#include "analytics-svc/semantic/time_range.h"

#include <optional>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"

namespace guanxi::analytics {
namespace {

constexpr int kFirstYear = 1900;
constexpr int kLastYear = 9999;
constexpr int64_t kMostUnits = 10'000;
constexpr size_t kDaySize = 10;
constexpr size_t kMomentSize = 19;
constexpr int kDaysPerWeek = 7;
constexpr int kMonthsPerQuarter = 3;
constexpr int kMonthsPerYear = 12;

bool IsYearFit(absl::civil_year_t year) { return year >= kFirstYear && year <= kLastYear; }

// Whether it is nothing, or ".123" and perhaps "Z", which some clients add.
bool IsFraction(absl::string_view text) {
  if (!text.empty() && text.back() == 'Z') text.remove_suffix(1);
  if (text.empty()) return true;
  if (text.front() != '.' || text.size() == 1) return false;
  for (const char c : text.substr(1)) {
    if (!absl::ascii_isdigit(c)) return false;
  }
  return true;
}

// A day of the month that the calendar lacks would become another one.
template <typename Civil>
std::optional<Civil> ParseExactly(const std::string& text) {
  Civil civil;
  if (!absl::ParseCivilTime(text, &civil) || absl::FormatCivilTime(civil) != text) {
    return std::nullopt;
  }
  return civil;
}

enum class Period { kDay, kWeek, kMonth, kQuarter, kYear };

std::optional<Period> PeriodOf(absl::string_view word) {
  if (!word.empty() && word.back() == 's') word.remove_suffix(1);
  if (word == "day") return Period::kDay;
  if (word == "week") return Period::kWeek;
  if (word == "month") return Period::kMonth;
  if (word == "quarter") return Period::kQuarter;
  if (word == "year") return Period::kYear;
  return std::nullopt;
}

// The first day of the period `steps` after that of `today`.
absl::CivilDay StartOf(Period period, const absl::CivilDay& today, int64_t steps) {
  switch (period) {
    case Period::kDay:
      return today + steps;
    case Period::kWeek:
      return absl::PrevWeekday(today + 1, absl::Weekday::monday) + steps * kDaysPerWeek;
    case Period::kMonth:
      return absl::CivilDay(absl::CivilMonth(today) + steps);
    case Period::kQuarter: {
      const absl::CivilMonth month(today);
      const int64_t into = (month.month() - 1) % kMonthsPerQuarter;
      return absl::CivilDay(month - into + steps * kMonthsPerQuarter);
    }
    case Period::kYear:
      return absl::CivilDay(absl::CivilYear(today) + steps);
  }
  return today;
}

TimeRange Between(const absl::CivilDay& from, const absl::CivilDay& until) {
  return {absl::CivilSecond(from), absl::CivilSecond(until)};
}

std::optional<TimeRange> FromWords(const std::vector<std::string>& words,
                                   const absl::CivilDay& today) {
  if (words.size() == 1 && words[0] == "today") return Between(today, today + 1);
  if (words.size() == 1 && words[0] == "yesterday") return Between(today - 1, today);
  if (words.size() < 2) return std::nullopt;
  const std::optional<Period> period = PeriodOf(words.back());
  if (!period) return std::nullopt;
  const bool is_last = words[0] == "last";
  const bool is_next = words[0] == "next";
  if (words.size() == 2 && words[0] == "this") {
    return Between(StartOf(*period, today, 0), StartOf(*period, today, 1));
  }
  int64_t count = 1;
  const bool counts =
      words.size() == 3 && absl::SimpleAtoi(words[1], &count) && count > 0 && count <= kMostUnits;
  if ((!is_last && !is_next) || (words.size() != 2 && !counts)) return std::nullopt;
  if (is_last) return Between(StartOf(*period, today, -count), StartOf(*period, today, 0));
  return Between(StartOf(*period, today, 1), StartOf(*period, today, 1 + count));
}

}  // namespace

v1::QueryDateRange TimeRange::ToProto() const {
  v1::QueryDateRange range;
  range.set_from(absl::StrCat(absl::FormatCivilTime(from), ".000"));
  range.set_to(absl::StrCat(absl::FormatCivilTime(until - 1), ".999"));
  return range;
}

absl::StatusOr<absl::CivilSecond> ParseMoment(absl::string_view text, bool* is_day) {
  std::string copy(text);
  if (is_day != nullptr) *is_day = copy.size() == kDaySize;
  std::optional<absl::CivilSecond> moment;
  if (copy.size() == kDaySize) {
    if (const auto day = ParseExactly<absl::CivilDay>(copy)) moment = absl::CivilSecond(*day);
  } else if (copy.size() >= kMomentSize && IsFraction(text.substr(kMomentSize))) {
    copy.resize(kMomentSize);
    if (copy[kDaySize] == ' ') copy[kDaySize] = 'T';
    moment = ParseExactly<absl::CivilSecond>(copy);
  }
  if (!moment || !IsYearFit(moment->year())) {
    return absl::InvalidArgumentError("want a day (2026-01-31) or a moment (2026-01-31T08:30:00)");
  }
  return *moment;
}

absl::StatusOr<TimeRange> ParseOneMoment(absl::string_view text) {
  bool is_day = false;
  GUANXI_ASSIGN_OR_RETURN(const absl::CivilSecond moment, ParseMoment(text, &is_day));
  if (is_day) return Between(absl::CivilDay(moment), absl::CivilDay(moment) + 1);
  return TimeRange{moment, moment + 1};
}

absl::StatusOr<TimeRange> ParseTimeRange(absl::string_view from, absl::string_view to,
                                         absl::string_view path) {
  const absl::StatusOr<TimeRange> first = ParseOneMoment(from);
  const absl::StatusOr<TimeRange> last = ParseOneMoment(to.empty() ? from : to);
  if (!first.ok() || !last.ok()) {
    return InvalidField(path, (first.ok() ? last : first).status().message());
  }
  if (last->until <= first->from) return InvalidField(path, "want an end that is not before it");
  return TimeRange{first->from, last->until};
}

absl::StatusOr<TimeRange> RelativeRange(absl::string_view text, const absl::CivilDay& today,
                                        absl::string_view path) {
  const std::vector<std::string> words =
      absl::StrSplit(absl::AsciiStrToLower(text), ' ', absl::SkipEmpty());
  const std::optional<TimeRange> range = FromWords(words, today);
  if (range && IsYearFit(range->from.year()) && IsYearFit(range->until.year())) return *range;
  return InvalidField(path,
                      "want today, yesterday, or this, last or next with a number and day, week, "
                      "month, quarter or year");
}

absl::StatusOr<TimeRange> ResolveRange(const v1::QueryDateRange& range, const absl::CivilDay& today,
                                       absl::string_view path) {
  if (range.relative().empty()) return ParseTimeRange(range.from(), range.to(), path);
  if (!range.from().empty() || !range.to().empty()) {
    return InvalidField(path, "want days, or `relative`");
  }
  return RelativeRange(range.relative(), today, path);
}

}  // namespace guanxi::analytics
