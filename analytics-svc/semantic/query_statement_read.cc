// The part of QueryStatement that takes down what is read of the facts.
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/match.h"
#include "analytics-svc/semantic/model.h"
#include "analytics-svc/semantic/query_statement.h"

namespace guanxi::analytics {
namespace {

// The column of the facts that a dimension of moments is; "" of any other dimension.
std::string OwnMoment(const DimensionSql& dimension) {
  if (dimension.type != DimensionType::kTime || !absl::StartsWith(dimension.sql.text, "f.")) {
    return "";
  }
  const std::vector<std::string> columns = ColumnsIn(dimension.sql.text);
  return columns.size() == 1 ? columns[0] : "";
}

}  // namespace

void QueryStatement::Note(const DimensionSql& dimension, const Fragment& sql, MomentUse use) {
  use.column = OwnMoment(dimension);
  if (use.column.empty()) {
    for (std::string& column : ColumnsIn(sql.text)) read_.columns.insert(std::move(column));
    return;
  }
  for (const SqlValue& value : sql.values) {
    if (const auto* const bound = std::get_if<absl::Time>(&value)) use.bounds.push_back(*bound);
  }
  read_.moments.push_back(std::move(use));
}

void QueryStatement::Note(const Measure& measure) {
  if (measure.aggregation != Aggregation::kRatio) {
    read_.measures.insert(measure.name);
    return;
  }
  for (const std::string& part : {measure.numerator, measure.denominator}) {
    Note(*source_->cube().FindMeasure(part));
  }
}

FactsRead QueryStatement::Read() const {
  FactsRead read = read_;
  for (const std::string& sql : {source_->From().text, source_->Where().text}) {
    for (std::string& column : ColumnsIn(sql)) read.columns.insert(std::move(column));
  }
  // Of every table's rows; those of rollups are of live ones.
  read.columns.erase("tenant_id");
  read.columns.erase("live");
  return read;
}

}  // namespace guanxi::analytics
