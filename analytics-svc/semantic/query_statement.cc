#include "analytics-svc/semantic/query_statement.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "analytics-svc/semantic/comparison.h"
#include "analytics-svc/semantic/query_order.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"

namespace guanxi::analytics {
namespace {

// Whether all conditions in it are on measures, or none; nothing if some are.
std::optional<bool> IsByMeasures(const v1::QueryFilter& filter) {
  if (!filter.member().empty()) return IsMeasure(filter.member());
  std::optional<bool> all;
  for (const auto* const group : {&filter.all_of(), &filter.any_of()}) {
    for (const v1::QueryFilter& one : *group) {
      const std::optional<bool> by_measures = IsByMeasures(one);
      if (!by_measures || (all && *all != *by_measures)) return std::nullopt;
      all = by_measures;
    }
  }
  return all;
}

}  // namespace

size_t QueryStatement::Select(Fragment expression) {
  selected_.push_back(std::move(expression));
  return selected_.size() - 1;
}

absl::Status QueryStatement::AddDimension(const std::string& name, const std::string& path) {
  GUANXI_ASSIGN_OR_RETURN(DimensionSql dimension, source_->Dimension(name, path));
  // As it is, a moment to its microsecond.
  for (std::string& one : ColumnsIn(dimension.sql.text)) read_.columns.insert(std::move(one));
  groups_ = Select(std::move(dimension.sql)) + 1;
  ResultColumn column;
  column.member = name;
  column.title = std::move(dimension.title);
  column.type = dimension.type;
  column.collection = std::move(dimension.collection);
  columns_.push_back(std::move(column));
  return absl::OkStatus();
}

absl::Status QueryStatement::AddTimeDimension(const v1::QueryTimeDimension& dimension,
                                              const std::optional<TimeRange>& range,
                                              const std::string& path) {
  const std::string where = absl::StrCat(path, ".dimension");
  GUANXI_ASSIGN_OR_RETURN(DimensionSql time, source_->Dimension(dimension.dimension(), where));
  const bool of_date = time.type == DimensionType::kDate;
  if (!of_date && time.type != DimensionType::kTime) return InvalidField(where, "want a time");
  if (range) {
    Fragment within = WithinSql(time.sql, time.type, *range, place_.zone);
    Note(time, within, {});
    fact_conditions_.push_back(std::move(within));
  }
  if (dimension.granularity().empty()) return absl::OkStatus();
  const Granularity granularity = *ParseGranularity(dimension.granularity());
  if (of_date && IsShorterThanDay(granularity)) {
    return InvalidField(absl::StrCat(path, ".granularity"), "want day, or longer: it is a date");
  }
  MomentUse use;
  use.granularity = granularity;
  use.range = range;
  Note(time, time.sql, std::move(use));
  // Columns of facts hold no `?`.
  const std::string local = of_date ? time.sql.text : LocalTime(time.sql.text, place_.zone, range);
  groups_ = Select(Fragment(PeriodSql(granularity, local, place_.fiscal_start))) + 1;
  ResultColumn column;
  column.member = absl::StrCat(dimension.dimension(), ".", dimension.granularity());
  column.title = std::move(time.title);
  column.type = DimensionType::kTime;
  column.granularity = granularity;
  column.of_date = of_date;
  columns_.push_back(std::move(column));
  return absl::OkStatus();
}

absl::Status QueryStatement::AddMeasure(const std::string& name, const std::string& path) {
  GUANXI_ASSIGN_OR_RETURN(MeasureSql measure, source_->Measure(name, path));
  Note(*measure.measure);
  Select(std::move(measure.sql));
  ResultColumn column;
  column.member = name;
  column.title = measure.measure->title;
  column.type = DimensionType::kNumber;
  column.measure = measure.measure;
  columns_.push_back(std::move(column));
  return absl::OkStatus();
}

absl::StatusOr<Fragment> QueryStatement::Condition(const v1::QueryFilter& filter,
                                                   const std::string& path, bool by_measures) {
  if (!filter.member().empty() && by_measures) {
    GUANXI_ASSIGN_OR_RETURN(MeasureSql measure,
                            source_->Measure(filter.member(), absl::StrCat(path, ".member")));
    Note(*measure.measure);
    const size_t number = Select(std::move(measure.sql));
    return CompareMeasure(absl::StrCat("q.", ColumnName(number)), filter, path);
  }
  if (!filter.member().empty()) {
    GUANXI_ASSIGN_OR_RETURN(const DimensionSql dimension,
                            source_->Dimension(filter.member(), absl::StrCat(path, ".member")));
    GUANXI_ASSIGN_OR_RETURN(
        Fragment condition,
        CompareDimension(dimension, filter, {place_.zone, &source_->departments(), path}));
    Note(dimension, condition, {});
    return condition;
  }
  const bool is_any = !filter.any_of().empty();
  const auto& group = is_any ? filter.any_of() : filter.all_of();
  std::vector<Fragment> parts;
  for (int i = 0; i < group.size(); ++i) {
    GUANXI_ASSIGN_OR_RETURN(
        Fragment part,
        Condition(group[i], absl::StrCat(path, is_any ? ".any_of[" : ".all_of[", i, "]"),
                  by_measures));
    parts.push_back(std::move(part));
  }
  return JoinFragments(std::move(parts), is_any ? " OR " : " AND ", "1 = 1");
}

absl::Status QueryStatement::AddFilter(const v1::QueryFilter& filter, const std::string& path) {
  const std::optional<bool> by_measures = IsByMeasures(filter);
  if (!by_measures) return InvalidField(path, "want conditions on dimensions or on measures alone");
  GUANXI_ASSIGN_OR_RETURN(Fragment condition, Condition(filter, path, *by_measures));
  (*by_measures ? row_conditions_ : fact_conditions_).push_back(std::move(condition));
  return absl::OkStatus();
}

Fragment QueryStatement::Inner() const {
  Fragment sql("SELECT ");
  for (size_t i = 0; i < selected_.size(); ++i) {
    sql.Add(i > 0 ? ", " : "").Add(selected_[i]).Add(absl::StrCat(" AS ", ColumnName(i)));
  }
  sql.Add(" FROM ").Add(source_->From()).Add(" WHERE ").Add(source_->Where());
  for (const Fragment& condition : fact_conditions_) {
    sql.Add(" AND (").Add(condition).Add(")");
  }
  for (size_t i = 0; i < groups_; ++i) {
    sql.Add(i == 0 ? " GROUP BY " : ", ").Add(absl::StrCat(i + 1));
  }
  if (groups_ > 0) sql.Add(source_->Having());
  return sql;
}

Fragment QueryStatement::Answer() const {
  Fragment sql(" FROM (");
  sql.Add(Inner()).Add(") q");
  for (size_t i = 0; i < row_conditions_.size(); ++i) {
    sql.Add(i == 0 ? " WHERE (" : " AND (").Add(row_conditions_[i]).Add(")");
  }
  return sql;
}

absl::StatusOr<CompiledQuery> QueryStatement::Finish(const v1::Query& query) {
  if (columns_.empty()) {
    return InvalidField("measures", "want a measure, a dimension or a granularity");
  }
  CompiledQuery compiled;
  compiled.columns = columns_;
  compiled.zone = place_.zone;
  compiled.fiscal_start = place_.fiscal_start;
  compiled.limit = query.limit();
  Fragment sql("SELECT ");
  for (size_t i = 0; i < columns_.size(); ++i) {
    sql.Add(absl::StrCat(i > 0 ? ", " : "", "q.", ColumnName(i), " AS ", ColumnName(i)));
  }
  GUANXI_ASSIGN_OR_RETURN(const std::string order, OrderSql(query, columns_, groups_));
  compiled.order = order;
  sql.Add(Answer()).Add(
      absl::StrCat(" ORDER BY ", order, " LIMIT ", query.limit(), " OFFSET ", query.offset()));
  compiled.query = {"analytics.run_query", std::move(sql.text), std::move(sql.values)};
  if (query.total()) {
    Fragment count("SELECT COUNT(*)");
    count.Add(Answer());
    compiled.total =
        SqlQuery{"analytics.count_rows", std::move(count.text), std::move(count.values)};
  }
  return compiled;
}

}  // namespace guanxi::analytics
