#include "analytics-svc/reports/behavior_funnel_sql.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace guanxi::analytics {
namespace {

constexpr char kBefore[] =
    " OVER (PARTITION BY a, b, c ORDER BY t, step ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT "
    "ROW)";

// Events as steps: one that is several steps is a row of each.
Fragment Entries(const std::vector<Fragment>& step_rows) {
  Fragment entries;
  for (size_t i = 0; i < step_rows.size(); ++i) {
    if (i > 0) entries.Add(" UNION ALL ");
    entries.Add(absl::StrCat("SELECT a, b, c, t, ", i + 1, " AS step FROM ("));
    entries.Add(step_rows[i]).Add(absl::StrCat(") s", i + 1));
  }
  return entries;
}

}  // namespace

Fragment WindowFunnelSql(const std::vector<Fragment>& step_rows, int64_t window_seconds,
                         bool is_strict_increase) {
  // `begun`: of a row that reached step k by a way, when that way began. `level`: the most that a
  // row has reached. `begin` and `here`: of the way that had reached the step before last.
  Fragment rows(
      "SELECT a, b, c, t, step, CASE WHEN step = 1 THEN t END AS begun, "
      "CASE WHEN step = 1 THEN 1 ELSE 0 END AS level FROM (");
  rows.Add(Entries(step_rows)).Add(") e");
  for (size_t k = 2; k <= step_rows.size(); ++k) {
    Fragment with_way("SELECT a, b, c, t, step, level, MAX(begun)");
    with_way.Add(kBefore).Add(" AS begin_before, MAX(CASE WHEN begun IS NOT NULL THEN t END)");
    with_way.Add(kBefore).Add(" AS here_before FROM (").Add(std::move(rows));
    with_way.Add(absl::StrCat(") r", k - 1));
    const std::string reached =
        absl::StrCat("step = ", k, " AND t <= begin_before + INTERVAL (?) SECOND",
                     is_strict_increase ? " AND here_before < t" : "");
    rows = Fragment("SELECT a, b, c, t, step, ");
    rows.Add(Fragment(absl::StrCat("CASE WHEN ", reached, " THEN begin_before END AS begun, "),
                      {window_seconds}));
    rows.Add(Fragment(absl::StrCat("CASE WHEN ", reached, " THEN ", k, " ELSE level END AS level"),
                      {window_seconds}));
    rows.Add(" FROM (").Add(std::move(with_way)).Add(absl::StrCat(") w", k));
  }
  Fragment sql("SELECT reached, COUNT(*) FROM (SELECT MAX(level) AS reached FROM (");
  sql.Add(std::move(rows)).Add(") l GROUP BY a, b, c) p WHERE reached > 0 GROUP BY reached");
  return sql;
}

}  // namespace guanxi::analytics
