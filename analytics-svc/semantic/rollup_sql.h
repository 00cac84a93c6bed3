// The tables of rollups in DuckDB: made, kept, read.
//
// A table may have several rows of one group, also negative ones: what was taken off. Their sums
// are the group's, and a group whose `facts` are none is not there. So facts that come, change and
// go are rows that are added, without a look at those that lie there; folding makes one of them.
#ifndef GUANXI_ANALYTICS_SVC_SEMANTIC_ROLLUP_SQL_H_
#define GUANXI_ANALYTICS_SVC_SEMANTIC_ROLLUP_SQL_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "analytics-svc/semantic/model.h"
#include "analytics-svc/semantic/rollup.h"

namespace guanxi::analytics {

// Make the table, empty, and what it is folded in: statements in their order. That of the facts is
// there. A rollup of another form has other statements.
std::vector<std::string> CreateRollupSql(const Rollup& rollup);
// The same for those of any name, whether they are there or not.
std::vector<std::string> DropRollupSql(absl::string_view name);

// Adds the live rows of `table`, which has the columns of the rollup's facts.
std::string AddToRollupSql(const Rollup& rollup, absl::string_view table);
// Takes them off.
std::string TakeOffRollupSql(const Rollup& rollup, absl::string_view table);

// One row for each group: statements in their order.
std::vector<std::string> FoldRollupSql(const Rollup& rollup);

// The measure, one of the rollup's, over its rows `f`, of the type that it has over the facts. The
// company's currency is to be bound at each `{currency}`.
std::string RollupMeasureSql(const Measure& measure);

// Which groups there are: behind GROUP BY.
inline constexpr char kRollupGroups[] = " HAVING SUM(f.facts) > 0";

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_SEMANTIC_ROLLUP_SQL_H_
