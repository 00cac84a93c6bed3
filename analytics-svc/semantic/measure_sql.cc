#include "analytics-svc/semantic/measure_sql.h"

#include <utility>

namespace guanxi::analytics {

Fragment AggregateSql(Aggregation aggregation, Fragment value, Fragment condition) {
  if (!condition.empty()) {
    value = Fragment("CASE WHEN ")
                .Add(std::move(condition))
                .Add(" THEN ")
                .Add(std::move(value))
                .Add(" END");
  }
  switch (aggregation) {
    case Aggregation::kCountDistinct:
      return Fragment("COUNT(DISTINCT ").Add(std::move(value)).Add(")");
    case Aggregation::kSum:
      return Fragment("COALESCE(SUM(").Add(std::move(value)).Add("), 0)");
    case Aggregation::kMax:
      return Fragment("MAX(").Add(std::move(value)).Add(")");
    case Aggregation::kMin:
      return Fragment("MIN(").Add(std::move(value)).Add(")");
    default:
      return Fragment("COUNT(").Add(std::move(value)).Add(")");
  }
}

// Doubles in every engine: of whole numbers one cuts the quotient after four digits.
Fragment RatioSql(Fragment numerator, Fragment denominator) {
  return Fragment("(")
      .Add(std::move(numerator))
      .Add(" * 1e0 / NULLIF(")
      .Add(std::move(denominator))
      .Add(", 0))");
}

}  // namespace guanxi::analytics
