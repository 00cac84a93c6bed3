// Periods that facts are cut by, as SQL and back.
//
// Engines disagree about functions of dates, so a period is a whole number out of the few that all
// have: 202601 for January 2026. Weeks are the day of their Monday.
#ifndef GUANXI_ANALYTICS_SVC_SEMANTIC_PERIOD_H_
#define GUANXI_ANALYTICS_SVC_SEMANTIC_PERIOD_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "analytics-svc/engine/sql_engine.h"
#include "analytics-svc/semantic/time_range.h"

namespace guanxi::analytics {

enum class Granularity {
  kSecond,
  kMinute,
  kHour,
  kDay,
  kWeek,
  kMonth,
  kQuarter,
  kYear,
  kFiscalQuarter,
  kFiscalYear,
};

std::optional<Granularity> ParseGranularity(absl::string_view name);
inline bool IsShorterThanDay(Granularity granularity) { return granularity < Granularity::kDay; }

// An offset from UTC that a zone had, in seconds, until before a moment.
struct ZoneOffset {
  absl::Time until;
  int seconds = 0;
};

// The offsets of the zone within `range`, or from 2000 to 2040 without one, in the order of time;
// the last one has no end. Whoever cuts moments into periods takes the first and the last one for
// what lies outside, too.
std::vector<ZoneOffset> OffsetsOf(absl::TimeZone zone, const std::optional<TimeRange>& range);

// The column, a moment in UTC, as the wall clock of `zone` shows it. Where the zone changed its
// offset a CASE says when: of changes within `range`, by OffsetsOf.
std::string LocalTime(absl::string_view column, absl::TimeZone zone,
                      const std::optional<TimeRange>& range);

// The period that `local`, a wall clock's time or a date, lies in; `fiscal_start` is the month in
// which the fiscal year begins.
std::string PeriodSql(Granularity granularity, absl::string_view local, int fiscal_start);

// The first moment of the period in the cell, which PeriodSql made; nothing of NULL.
std::optional<absl::CivilSecond> PeriodStart(Granularity granularity, const SqlResult& result,
                                             size_t row, size_t column, int fiscal_start);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_SEMANTIC_PERIOD_H_
