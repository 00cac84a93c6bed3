// Puts the statement of one question together. Private to the semantic layer.
#ifndef GUANXI_ANALYTICS_SVC_SEMANTIC_QUERY_STATEMENT_H_
#define GUANXI_ANALYTICS_SVC_SEMANTIC_QUERY_STATEMENT_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "analytics-svc/semantic/compiled_query.h"
#include "analytics-svc/semantic/fragment.h"
#include "analytics-svc/semantic/query_source.h"
#include "analytics-svc/semantic/rollup_choice.h"
#include "guanxi/analytics/v1/query.pb.h"

namespace guanxi::analytics {

// Not thread-safe. Members are added in the order of the answer's columns: dimensions, periods,
// measures, then filters. Errors: those of QuerySource and comparison.h.
class QueryStatement {
 public:
  struct Place {
    absl::TimeZone zone;
    int fiscal_start = 1;
  };

  // `source` is not owned.
  QueryStatement(QuerySource* source, const Place& place) : source_(source), place_(place) {}

  absl::Status AddDimension(const std::string& name, const std::string& path);
  absl::Status AddTimeDimension(const v1::QueryTimeDimension& dimension,
                                const std::optional<TimeRange>& range, const std::string& path);
  absl::Status AddMeasure(const std::string& name, const std::string& path);
  absl::Status AddFilter(const v1::QueryFilter& filter, const std::string& path);

  // `query.limit` is set. INVALID_FIELD about `order`.
  absl::StatusOr<CompiledQuery> Finish(const v1::Query& query);

  // What it reads of the cube's rows, once all is added.
  FactsRead Read() const;

 private:
  // Puts an expression into the inner SELECT; returns its number.
  size_t Select(Fragment expression);
  // The condition that a filter is, on facts or on rows of the answer.
  absl::StatusOr<Fragment> Condition(const v1::QueryFilter& filter, const std::string& path,
                                     bool by_measures);
  // Takes down what is read of a dimension by `sql`, which is made of it and compares and cuts
  // moments as `use` says.
  void Note(const DimensionSql& dimension, const Fragment& sql, MomentUse use);
  void Note(const Measure& measure);
  Fragment Inner() const;
  // From the grouped facts, as far as their measures let them in.
  Fragment Answer() const;

  QuerySource* const source_;
  const Place place_;
  std::vector<Fragment> selected_;
  size_t groups_ = 0;  // of them, those that facts are grouped by
  std::vector<ResultColumn> columns_;
  std::vector<Fragment> fact_conditions_;
  // On measures, which stand behind the columns once more.
  std::vector<Fragment> row_conditions_;
  FactsRead read_;
};

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_SEMANTIC_QUERY_STATEMENT_H_
