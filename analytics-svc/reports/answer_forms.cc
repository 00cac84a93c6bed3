#include "analytics-svc/reports/answer_forms.h"

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/pictures/label.h"

namespace guanxi::analytics {
namespace {

constexpr size_t kMostColumns = 40;

void AddStep(const std::string& label, const v1::QueryColumn& measure, std::optional<double> value,
             const ChartStyle& style, FunnelChart* chart) {
  FunnelChart::Step step;
  step.label = label;
  step.value = value.value_or(0);
  step.text = ValueText(measure, value);
  const double first = chart->steps.empty() ? 0 : chart->steps.front().value;
  if (first > 0) {
    step.note = absl::StrCat(pictures::PercentText(step.value / first),
                             style.In(" of the first", "（占首步）"));
  }
  chart->steps.push_back(std::move(step));
}

}  // namespace

absl::StatusOr<std::string> DrawNumbers(const v1::QueryResult& result, const AnswerParts& parts,
                                        const ChartStyle& style) {
  if (result.rows_size() != 1) return InvalidField("query", "want one row to draw numbers");
  NumberChart chart;
  chart.frame = FrameOf(result, parts, style);
  chart.frame.description.clear();
  for (const int column : parts.measures) {
    const v1::QueryColumn& measure = result.columns(column);
    const std::string text = ValueText(measure, NumberAt(result.rows(0), column));
    chart.figures.push_back({measure.title(), text.empty() ? "–" : text});
    absl::StrAppend(&chart.frame.description, measure.title(), ": ", chart.figures.back().text,
                    style.In(". ", "。"));
  }
  return Draw(chart);
}

absl::StatusOr<std::string> DrawTable(const v1::QueryResult& result, const AnswerParts& parts,
                                      const ChartStyle& style) {
  const AnswerParts all = WithoutPeriod(parts);
  MatrixChart chart;
  chart.frame = FrameOf(result, all, style);
  for (const int column : all.measures) chart.columns.push_back(result.columns(column).title());
  for (const auto& values : result.rows()) {
    MatrixChart::Row& row = chart.rows.emplace_back();
    row.label = LabelOf(result, values, all.dimensions, style);
    for (const int column : all.measures) {
      const v1::QueryColumn& measure = result.columns(column);
      MatrixChart::Cell& cell = row.cells.emplace_back();
      cell.text = ValueText(measure, NumberAt(values, column));
      // Measures have no scale in common: no cell is darker than another.
      if (!cell.text.empty()) cell.value = 0;
      cell.about = absl::StrCat(row.label, ", ", measure.title(), ": ", cell.text);
    }
  }
  return Draw(chart);
}

absl::StatusOr<std::string> DrawSteps(const v1::QueryResult& result, const AnswerParts& parts,
                                      const ChartStyle& style) {
  const AnswerParts all = WithoutPeriod(parts);
  FunnelChart chart;
  chart.frame = FrameOf(result, all, style);
  if (result.rows_size() == 1) {
    for (const int column : all.measures) {
      AddStep(result.columns(column).title(), result.columns(column),
              NumberAt(result.rows(0), column), style, &chart);
    }
    return Draw(chart);
  }
  if (all.measures.size() != 1) {
    return InvalidField("query", "want one row, or one measure, to draw a funnel");
  }
  const int column = all.measures.front();
  for (const auto& values : result.rows()) {
    AddStep(LabelOf(result, values, all.dimensions, style), result.columns(column),
            NumberAt(values, column), style, &chart);
  }
  return Draw(chart);
}

absl::StatusOr<std::string> DrawMatrix(const v1::QueryResult& result, const AnswerParts& parts,
                                       const ChartStyle& style) {
  const AnswerParts all = WithoutPeriod(parts);
  if (all.measures.size() != 1 || all.dimensions.size() < 2) {
    return InvalidField("query", "want one measure and two dimensions to draw a matrix");
  }
  const v1::QueryColumn& measure = result.columns(all.measures.front());
  const std::vector<int> across = {all.dimensions.back()};
  const std::vector<int> down(all.dimensions.begin(), all.dimensions.end() - 1);
  MatrixChart chart;
  chart.frame = FrameOf(result, all, style);
  std::map<std::string, size_t> rows, columns;
  for (const auto& values : result.rows()) {
    const std::string label = LabelOf(result, values, across, style);
    if (columns.try_emplace(label, columns.size()).second) chart.columns.push_back(label);
  }
  if (columns.size() > kMostColumns) {
    return InvalidField("query", absl::StrCat("want at most ", kMostColumns, " columns to draw"));
  }
  double most = 0;
  for (const auto& values : result.rows()) {
    const std::string label = LabelOf(result, values, down, style);
    const auto [at, is_new] = rows.try_emplace(label, chart.rows.size());
    if (is_new) chart.rows.push_back({label, std::vector<MatrixChart::Cell>(columns.size())});
    const std::string column = LabelOf(result, values, across, style);
    MatrixChart::Cell& cell = chart.rows[at->second].cells[columns[column]];
    cell.value = NumberAt(values, all.measures.front());
    cell.text = ValueText(measure, cell.value);
    cell.about = absl::StrCat(label, ", ", column, ": ", cell.text);
    most = std::max(most, cell.value.value_or(0));
  }
  chart.least = ValueText(measure, 0);
  chart.most = ValueText(measure, most);
  return Draw(chart);
}

}  // namespace guanxi::analytics
