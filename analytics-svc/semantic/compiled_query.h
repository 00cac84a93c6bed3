// A question as statements, and how their answers are read.
#ifndef GUANXI_ANALYTICS_SVC_SEMANTIC_COMPILED_QUERY_H_
#define GUANXI_ANALYTICS_SVC_SEMANTIC_COMPILED_QUERY_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "analytics-svc/engine/sql_engine.h"
#include "analytics-svc/semantic/model.h"
#include "analytics-svc/semantic/period.h"
#include "analytics-svc/semantic/time_range.h"
#include "guanxi/analytics/v1/query.pb.h"

namespace guanxi::analytics {

// A column of the answer; the statement's are in the same order.
struct ResultColumn {
  std::string member;  // as QueryColumn has it, with the granularity of a period
  Title title;
  // Of a dimension, or of a period, which is kTime.
  DimensionType type = DimensionType::kString;
  std::string collection{};
  std::optional<Granularity> granularity{};
  bool of_date = false;              // of a period: whether it is one of dates, without a zone
  const Measure* measure = nullptr;  // of a measure
};

struct CompiledQuery {
  SqlQuery query;
  std::vector<ResultColumn> columns;
  // The number of rows without limit and offset; if the question wants it.
  std::optional<SqlQuery> total;
  // What it bounds its first time dimension by.
  std::optional<TimeRange> range;
  absl::TimeZone zone;
  int fiscal_start = 1;
  int limit = 0;
  std::string order;  // what stands behind ORDER BY, of columns of "q"
};

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_SEMANTIC_COMPILED_QUERY_H_
