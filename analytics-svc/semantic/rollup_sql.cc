#include "analytics-svc/semantic/rollup_sql.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "analytics-svc/semantic/base_amount.h"
#include "analytics-svc/semantic/fragment.h"
#include "analytics-svc/semantic/measure_sql.h"

namespace guanxi::analytics {
namespace {

// Apart from columns of facts, of which some are called as a measure is.
std::string ColumnOf(absl::string_view measure) { return absl::StrCat("m_", measure); }

// The measure where the group is not in the company's currency.
std::string OtherColumnOf(absl::string_view measure) {
  return absl::StrCat(ColumnOf(measure), "_otherwise");
}

bool DependsOnCurrency(const Measure& measure) {
  return ReadsBaseAmount(measure.expression) || ReadsBaseAmount(measure.condition);
}

std::string FoldedOf(absl::string_view name) { return absl::StrCat(name, "_folded"); }

// The first moment of the bucket, in UTC as the facts' moments are, so that what compares and cuts
// those does the same with it.
std::string BucketSql(const Buckets& buckets, absl::string_view column) {
  const std::string offset = absl::StrCat("INTERVAL ", buckets.offset_seconds, " SECOND");
  const char* const part = buckets.seconds == 3600 ? "hour" : "day";
  return absl::StrCat("CAST(DATE_TRUNC('", part, "', f.", column, " + ", offset,
                      ") AS TIMESTAMP) - ", offset);
}

// A column of sums: of what, and of which facts ("": all).
struct KeptSum {
  std::string column;
  std::string expression;
  std::string condition;
};

// Of money in the company's currency, which another company does not have and this one may change,
// a group's sum is one of two: rows are alike in their currencies, too.
std::vector<KeptSum> KeptOf(const Measure& measure) {
  const std::string column = ColumnOf(measure.name);
  if (!DependsOnCurrency(measure)) return {{column, measure.expression, measure.condition}};
  return {{column, IfInCompanyCurrency(measure.expression), IfInCompanyCurrency(measure.condition)},
          {OtherColumnOf(measure.name), IfInAnotherCurrency(measure.expression),
           IfInAnotherCurrency(measure.condition)}};
}

// Of a measure's column, or of several ones of which each row has one.
std::string SumSql(const Measure& measure, absl::string_view column) {
  const std::string sum = absl::StrCat("COALESCE(SUM(", column, "), 0)");
  // A sum of counts is wider than a count.
  const bool counts = measure.aggregation == Aggregation::kCount;
  return counts ? absl::StrCat("CAST(", sum, " AS BIGINT)") : sum;
}

// Names of the columns that rows are alike in.
std::vector<std::string> KeysOf(const Rollup& rollup) {
  std::vector<std::string> keys = {"tenant_id"};
  keys.insert(keys.end(), rollup.columns.begin(), rollup.columns.end());
  if (!rollup.moment.empty()) keys.push_back(rollup.moment);
  return keys;
}

std::string GroupBy(size_t keys) {
  std::string sql = " GROUP BY 1";
  for (size_t i = 2; i <= keys; ++i) absl::StrAppend(&sql, ", ", i);
  return sql;
}

// The rollup's rows of the rows `f` of a table that meet the condition.
std::string RecountSql(const Rollup& rollup, absl::string_view table, absl::string_view condition) {
  const Cube& cube = *FindCube(rollup.cube);
  const std::vector<std::string> keys = KeysOf(rollup);
  std::string sql = "SELECT ";
  for (const std::string& key : keys) {
    const bool is_moment = key == rollup.moment;
    absl::StrAppend(&sql, is_moment ? BucketSql(rollup.buckets, key) : absl::StrCat("f.", key),
                    " AS ", key, ", ");
  }
  absl::StrAppend(&sql, "COUNT(*) AS facts");
  for (const std::string& name : rollup.measures) {
    const Measure& measure = *cube.FindMeasure(name);
    const bool counts = measure.aggregation == Aggregation::kCount;
    for (const KeptSum& kept : KeptOf(measure)) {
      // It has no values to bind: a rollup's measures depend on nothing but their facts.
      const Fragment value(counts ? "1" : kept.expression);
      const Fragment sum = AggregateSql(measure.aggregation, value, Fragment(kept.condition));
      absl::StrAppend(&sql, ", ", sum.text, " AS ", kept.column);
    }
  }
  return absl::StrCat(sql, " FROM ", table, " f WHERE ", condition, GroupBy(keys.size()));
}

}  // namespace

std::vector<std::string> CreateRollupSql(const Rollup& rollup) {
  const std::string empty = RecountSql(rollup, FindCube(rollup.cube)->table, "1 = 0");
  return {absl::StrCat("CREATE TABLE ", rollup.name, " AS ", empty),
          absl::StrCat("CREATE TABLE ", FoldedOf(rollup.name), " AS ", empty)};
}

std::vector<std::string> DropRollupSql(absl::string_view name) {
  return {absl::StrCat("DROP TABLE IF EXISTS ", name),
          absl::StrCat("DROP TABLE IF EXISTS ", FoldedOf(name))};
}

std::string AddToRollupSql(const Rollup& rollup, absl::string_view table) {
  return absl::StrCat("INSERT INTO ", rollup.name, " ", RecountSql(rollup, table, "f.live = 1"));
}

std::string TakeOffRollupSql(const Rollup& rollup, absl::string_view table) {
  const Cube& cube = *FindCube(rollup.cube);
  std::string sql = absl::StrCat("INSERT INTO ", rollup.name, " SELECT ");
  for (const std::string& key : KeysOf(rollup)) absl::StrAppend(&sql, "g.", key, ", ");
  absl::StrAppend(&sql, "-g.facts");
  for (const std::string& name : rollup.measures) {
    for (const KeptSum& kept : KeptOf(*cube.FindMeasure(name))) {
      absl::StrAppend(&sql, ", -g.", kept.column);
    }
  }
  return absl::StrCat(sql, " FROM (", RecountSql(rollup, table, "f.live = 1"), ") g");
}

std::vector<std::string> FoldRollupSql(const Rollup& rollup) {
  const Cube& cube = *FindCube(rollup.cube);
  const std::string folded = FoldedOf(rollup.name);
  const std::vector<std::string> keys = KeysOf(rollup);
  std::string sql = absl::StrCat("INSERT INTO ", folded, " SELECT ");
  for (const std::string& key : keys) absl::StrAppend(&sql, "f.", key, ", ");
  absl::StrAppend(&sql, "CAST(SUM(f.facts) AS BIGINT) AS facts");
  for (const std::string& name : rollup.measures) {
    const Measure& measure = *cube.FindMeasure(name);
    for (const KeptSum& kept : KeptOf(measure)) {
      absl::StrAppend(&sql, ", ", SumSql(measure, absl::StrCat("f.", kept.column)), " AS ",
                      kept.column);
    }
  }
  absl::StrAppend(&sql, " FROM ", rollup.name, " f", GroupBy(keys.size()), kRollupGroups);
  return {std::move(sql), absl::StrCat("DELETE FROM ", rollup.name),
          absl::StrCat("INSERT INTO ", rollup.name, " SELECT * FROM ", folded),
          absl::StrCat("DELETE FROM ", folded)};
}

std::string RollupMeasureSql(const Measure& measure) {
  const std::string column = absl::StrCat("f.", ColumnOf(measure.name));
  if (!DependsOnCurrency(measure)) return SumSql(measure, column);
  return SumSql(measure, absl::StrCat("CASE WHEN ", kIsInCompanyCurrency, " THEN ", column,
                                      " ELSE f.", OtherColumnOf(measure.name), " END"));
}

}  // namespace guanxi::analytics
