// The part of QuerySource that is about measures.
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "analytics-svc/semantic/base_amount.h"
#include "analytics-svc/semantic/column_fields.h"
#include "analytics-svc/semantic/measure_sql.h"
#include "analytics-svc/semantic/query_source.h"
#include "analytics-svc/semantic/rollup_sql.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"

namespace guanxi::analytics {

absl::StatusOr<Fragment> QuerySource::Filled(absl::string_view plain) {
  const std::string in_currency =
      context_->currency.empty() ? std::string(plain) : InCompanyCurrency(plain);
  absl::string_view expression = in_currency;
  Fragment filled;
  while (true) {
    const size_t open = expression.find('{');
    filled.Add(expression.substr(0, open));
    if (open == absl::string_view::npos) return filled;
    const size_t close = expression.find('}', open);
    const absl::string_view word = expression.substr(open + 1, close - open - 1);
    if (word == "now") {
      filled.Bind(context_->now);
    } else if (word == "today") {
      filled.Bind(context_->Today());
    } else if (word == "currency") {
      filled.Bind(context_->currency);
    } else {
      GUANXI_ASSIGN_OR_RETURN(const std::string alias, AliasOf(*cube_->FindJoin(word)));
      filled.Add(alias);
    }
    expression.remove_prefix(close + 1);
  }
}

absl::StatusOr<Fragment> QuerySource::MeasureFragment(const analytics::Measure& measure) {
  if (measure.aggregation == Aggregation::kRatio) {
    GUANXI_ASSIGN_OR_RETURN(Fragment numerator,
                            MeasureFragment(*cube_->FindMeasure(measure.numerator)));
    GUANXI_ASSIGN_OR_RETURN(Fragment denominator,
                            MeasureFragment(*cube_->FindMeasure(measure.denominator)));
    return RatioSql(std::move(numerator), std::move(denominator));
  }
  if (rollup_ != nullptr) return Filled(RollupMeasureSql(measure));
  const bool counts = measure.aggregation == Aggregation::kCount;
  GUANXI_ASSIGN_OR_RETURN(Fragment value, Filled(counts ? "1" : measure.expression));
  GUANXI_ASSIGN_OR_RETURN(Fragment condition, Filled(measure.condition));
  return AggregateSql(measure.aggregation, std::move(value), std::move(condition));
}

absl::StatusOr<MeasureSql> QuerySource::Measure(absl::string_view name, absl::string_view path) {
  GUANXI_ASSIGN_OR_RETURN(const MemberName parsed, ParseMember(name, path));
  const analytics::Measure* const found = parsed.cube->FindMeasure(parsed.member);
  if (found == nullptr) return NoMember(name, path);
  if (parsed.cube != cube_) {
    return InvalidField(path,
                        absl::StrCat("want measures of one cube; others are of ", cube_->name));
  }
  GUANXI_RETURN_IF_ERROR(
      CheckColumnsSeen(*cube_, ColumnsOf(*cube_, *found), context_->principal, name));
  GUANXI_ASSIGN_OR_RETURN(Fragment sql, MeasureFragment(*found));
  return MeasureSql{std::move(sql), found};
}

}  // namespace guanxi::analytics
