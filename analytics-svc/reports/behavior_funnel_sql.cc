#include "analytics-svc/reports/behavior_funnel_sql.h"

#include <cstddef>
#include <utility>

#include "absl/strings/str_cat.h"

namespace guanxi::analytics {
namespace {

// Before a row, and at its moment: what reached the step before comes first.
constexpr char kBefore[] =
    " OVER (PARTITION BY a, b ORDER BY t, is_next ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT "
    "ROW)";

// The events of step `k` that reached it: when, and when their way began.
Fragment ReachedStep(size_t k, const Fragment& events, int64_t window_seconds,
                     bool is_strict_increase) {
  const std::string here =
      is_strict_increase
          ? absl::StrCat(", MAX(CASE WHEN is_next = 0 THEN t END)", kBefore, " AS here")
          : std::string();
  Fragment sql(absl::StrCat("e", k,
                            " AS (SELECT a, b, t, begun FROM (SELECT a, b, t, is_next, "
                            "MAX(begun)",
                            kBefore, " AS begun", here,
                            " FROM (SELECT a, b, t, begun, 0 AS is_next FROM e", k - 1,
                            " UNION ALL SELECT a, b, t, NULL, 1 FROM ("));
  sql.Add(events).Add(
      absl::StrCat(") s", k, ") u", k, ") w", k, " WHERE is_next = 1 AND t <= begun"));
  sql.Add(" + INTERVAL (").Bind(window_seconds).Add(") SECOND");
  return sql.Add(is_strict_increase ? " AND here < t)" : ")");
}

}  // namespace

Fragment WindowFunnelSql(const std::vector<Fragment>& step_rows, int64_t window_seconds,
                         bool is_strict_increase) {
  // A statement begins with SELECT, so what is named for it is named within.
  Fragment sql("SELECT f.level, f.reached FROM (WITH e1 AS (SELECT a, b, t, t AS begun FROM (");
  sql.Add(step_rows.front()).Add(") s1)");
  for (size_t k = 2; k <= step_rows.size(); ++k) {
    sql.Add(", ").Add(ReachedStep(k, step_rows[k - 1], window_seconds, is_strict_increase));
  }
  for (size_t k = 1; k <= step_rows.size(); ++k) {
    sql.Add(absl::StrCat(k == 1 ? " " : " UNION ALL ", "SELECT ", k,
                         " AS level, COUNT(*) AS reached FROM (SELECT DISTINCT a, b FROM e", k,
                         ") d", k));
  }
  return sql.Add(") f");
}

}  // namespace guanxi::analytics
