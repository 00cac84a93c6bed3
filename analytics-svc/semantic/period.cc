#include "analytics-svc/semantic/period.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/str_cat.h"

namespace guanxi::analytics {
namespace {

constexpr int kMonthsPerQuarter = 3;

// In the order of Granularity.
constexpr absl::string_view kNames[] = {"second",         "minute",     "hour",    "day",
                                        "week",           "month",      "quarter", "year",
                                        "fiscal_quarter", "fiscal_year"};

const absl::CivilSecond kFirstChange(2000, 1, 1);
const absl::CivilSecond kLastChange(2040, 1, 1);

std::string Shifted(absl::string_view column, int seconds) {
  if (seconds == 0) return std::string(column);
  return absl::StrCat("(", column, seconds < 0 ? " - " : " + ", "INTERVAL ", std::abs(seconds),
                      " SECOND)");
}

int OffsetAt(absl::TimeZone zone, absl::Time time) { return zone.At(time).offset; }

std::string Extract(absl::string_view part, absl::string_view from) {
  return absl::StrCat("EXTRACT(", part, " FROM ", from, ")");
}

// Two decimal digits for each further part.
std::string Digits(absl::string_view local, std::vector<absl::string_view> parts) {
  std::string sql = Extract("YEAR", local);
  for (const absl::string_view part : parts) {
    sql = absl::StrCat("(", sql, " * 100 + ", Extract(part, local), ")");
  }
  return sql;
}

std::string QuarterSql(absl::string_view local) {
  return absl::StrCat("(", Extract("YEAR", local), " * 100 + ", Extract("QUARTER", local), ")");
}

// No two engines count weekdays alike, but all name them.
std::string WeekSql(absl::string_view local) {
  return absl::StrCat("CAST(CAST(", local, " AS DATE) - INTERVAL (CASE DAYNAME(", local,
                      ") WHEN 'Tuesday' THEN 1 WHEN 'Wednesday' THEN 2 WHEN 'Thursday' THEN 3 "
                      "WHEN 'Friday' THEN 4 WHEN 'Saturday' THEN 5 WHEN 'Sunday' THEN 6 ELSE 0 "
                      "END) DAY AS DATE)");
}

std::string FiscalLocal(absl::string_view local, int fiscal_start) {
  if (fiscal_start <= 1) return std::string(local);
  return absl::StrCat("(", local, " - INTERVAL ", fiscal_start - 1, " MONTH)");
}

absl::CivilSecond FromDigits(int64_t digits, int parts) {
  int64_t part[6] = {1970, 1, 1, 0, 0, 0};
  for (int i = parts; i > 0; --i) {
    part[i] = digits % 100;
    digits /= 100;
  }
  part[0] = digits;
  return absl::CivilSecond(part[0], part[1], part[2], part[3], part[4], part[5]);
}

absl::CivilSecond QuarterStart(int64_t digits) {
  return absl::CivilSecond(digits / 100, (digits % 100 - 1) * kMonthsPerQuarter + 1);
}

absl::CivilSecond MonthsLater(const absl::CivilSecond& start, int months) {
  return absl::CivilSecond(absl::CivilMonth(start) + months);
}

}  // namespace

std::optional<Granularity> ParseGranularity(absl::string_view name) {
  const auto* const found = std::find(std::begin(kNames), std::end(kNames), name);
  if (found == std::end(kNames)) return std::nullopt;
  return static_cast<Granularity>(found - std::begin(kNames));
}

std::vector<ZoneOffset> OffsetsOf(absl::TimeZone zone, const std::optional<TimeRange>& range) {
  absl::Time at = absl::FromCivil(range ? range->from : kFirstChange, zone);
  const absl::Time end = absl::FromCivil(range ? range->until : kLastChange, zone);
  std::vector<ZoneOffset> offsets = {{absl::InfiniteFuture(), OffsetAt(zone, at)}};
  absl::TimeZone::CivilTransition change;
  while (zone.NextTransition(at, &change)) {
    // What clocks show twice when they are put back is the moment at which they are.
    const absl::Time next = zone.At(change.to).trans;
    if (next >= end) break;
    if (const int then = OffsetAt(zone, next); then != offsets.back().seconds) {
      offsets.back().until = next;
      offsets.push_back({absl::InfiniteFuture(), then});
    }
    at = next;
  }
  return offsets;
}

std::string LocalTime(absl::string_view column, absl::TimeZone zone,
                      const std::optional<TimeRange>& range) {
  const std::vector<ZoneOffset> offsets = OffsetsOf(zone, range);
  if (offsets.size() == 1) return Shifted(column, offsets[0].seconds);
  std::string sql = "(CASE ";
  for (size_t i = 0; i + 1 < offsets.size(); ++i) {
    absl::StrAppend(&sql, "WHEN ", column, " < TIMESTAMP '",
                    absl::FormatTime("%E4Y-%m-%d %H:%M:%S", offsets[i].until, absl::UTCTimeZone()),
                    "' THEN ", Shifted(column, offsets[i].seconds), " ");
  }
  return absl::StrCat(sql, "ELSE ", Shifted(column, offsets.back().seconds), " END)");
}

std::string PeriodSql(Granularity granularity, absl::string_view local, int fiscal_start) {
  switch (granularity) {
    case Granularity::kSecond:
      return Digits(local, {"MONTH", "DAY", "HOUR", "MINUTE", "SECOND"});
    case Granularity::kMinute:
      return Digits(local, {"MONTH", "DAY", "HOUR", "MINUTE"});
    case Granularity::kHour:
      return Digits(local, {"MONTH", "DAY", "HOUR"});
    case Granularity::kDay:
      return Digits(local, {"MONTH", "DAY"});
    case Granularity::kWeek:
      return WeekSql(local);
    case Granularity::kMonth:
      return Digits(local, {"MONTH"});
    case Granularity::kQuarter:
      return QuarterSql(local);
    case Granularity::kYear:
      return Digits(local, {});
    case Granularity::kFiscalQuarter:
      return QuarterSql(FiscalLocal(local, fiscal_start));
    case Granularity::kFiscalYear:
      return Digits(FiscalLocal(local, fiscal_start), {});
  }
  return "";
}

std::optional<absl::CivilSecond> PeriodStart(Granularity granularity, const SqlResult& result,
                                             size_t row, size_t column, int fiscal_start) {
  if (result.IsNull(row, column)) return std::nullopt;
  const int fiscal_months = std::max(fiscal_start, 1) - 1;
  if (granularity == Granularity::kWeek) {
    return absl::ToCivilSecond(result.Time(row, column), absl::UTCTimeZone());
  }
  const int64_t digits = result.Int64(row, column);
  switch (granularity) {
    case Granularity::kQuarter:
      return QuarterStart(digits);
    case Granularity::kFiscalQuarter:
      return MonthsLater(QuarterStart(digits), fiscal_months);
    case Granularity::kFiscalYear:
      return MonthsLater(FromDigits(digits, 0), fiscal_months);
    case Granularity::kYear:
      return FromDigits(digits, 0);
    case Granularity::kMonth:
      return FromDigits(digits, 1);
    case Granularity::kDay:
      return FromDigits(digits, 2);
    default:  // an hour has 3 parts behind the year, a minute 4, a second 5
      return FromDigits(digits,
                        3 + static_cast<int>(Granularity::kHour) - static_cast<int>(granularity));
  }
}

}  // namespace guanxi::analytics
