#include "analytics-svc/reports/query_charts.h"

#include <map>
#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "analytics-svc/reports/answer_forms.h"
#include "analytics-svc/reports/answer_parts.h"
#include "common/errors/errors.h"

namespace guanxi::analytics {
namespace {

constexpr int kMostRows = 200;
constexpr size_t kMostLines = 6;

BarChart BarsOf(const v1::QueryResult& result, const AnswerParts& parts, const ChartStyle& style) {
  BarChart chart;
  chart.frame = FrameOf(result, parts, style);
  for (const int column : parts.measures) chart.series.push_back(result.columns(column).title());
  for (const google::protobuf::ListValue& values : result.rows()) {
    BarChart::Row& row = chart.rows.emplace_back();
    row.label = LabelOf(result, values, parts.dimensions, style);
    for (const int column : parts.measures) {
      const std::optional<double> value = NumberAt(values, column);
      row.values.push_back(value.value_or(0));
      row.texts.push_back(ValueText(result.columns(column), value));
    }
  }
  return chart;
}

absl::StatusOr<LineChart> LinesOf(const v1::QueryResult& result, const AnswerParts& parts,
                                  const ChartStyle& style) {
  LineChart chart;
  chart.frame = FrameOf(result, parts, style);
  chart.is_share = true;
  const size_t size = PeriodSize(result, parts.period);
  const auto period_of = [&](const google::protobuf::ListValue& row) {
    return TextAt(row, parts.period).substr(0, size);
  };
  std::map<std::string, size_t> places;  // in the order of time
  for (const auto& row : result.rows()) places[period_of(row)] = 0;
  for (auto& [label, place] : places) {
    place = chart.labels.size();
    chart.labels.push_back(label);
  }
  std::map<std::string, size_t> lines;
  for (const auto& row : result.rows()) {
    for (const int column : parts.measures) {
      const v1::QueryColumn& measure = result.columns(column);
      chart.is_share = chart.is_share && measure.unit() == v1::QueryColumn::SHARE;
      const std::string label = LabelOf(result, row, parts.dimensions, style);
      const std::string name = label.empty() ? measure.title()
                               : parts.measures.size() == 1
                                   ? label
                                   : absl::StrCat(label, ", ", measure.title());
      const auto [at, is_new] = lines.try_emplace(name, chart.series.size());
      if (is_new) {
        chart.series.push_back({name, std::vector<std::optional<double>>(chart.labels.size())});
      }
      chart.series[at->second].values[places[period_of(row)]] = NumberAt(row, column);
    }
  }
  if (chart.series.size() > kMostLines) {
    return InvalidField("query", absl::StrCat("want at most ", kMostLines, " lines to draw"));
  }
  return chart;
}

absl::StatusOr<std::string> DrawLines(const v1::QueryResult& result, const AnswerParts& parts,
                                      const ChartStyle& style) {
  if (parts.period < 0) return InvalidField("query", "want a period to draw lines over");
  const auto chart = LinesOf(result, parts, style);
  if (!chart.ok()) return chart.status();
  return Draw(*chart);
}

}  // namespace

absl::StatusOr<std::string> DrawAnswer(const v1::QueryResult& result, const ChartStyle& style) {
  const AnswerParts parts = PartsOf(result);
  if (parts.measures.empty()) return InvalidField("query", "want a measure to draw");
  if (result.rows_size() > kMostRows) {
    return InvalidField("query", absl::StrCat("want at most ", kMostRows, " rows to draw"));
  }
  switch (style.chart) {
    case v1::DashboardPanel::NUMBER:
      return DrawNumbers(result, parts, style);
    case v1::DashboardPanel::TABLE:
      return DrawTable(result, parts, style);
    case v1::DashboardPanel::BAR:
      return Draw(BarsOf(result, WithoutPeriod(parts), style));
    case v1::DashboardPanel::LINE:
      return DrawLines(result, parts, style);
    case v1::DashboardPanel::FUNNEL:
      return DrawSteps(result, parts, style);
    case v1::DashboardPanel::MATRIX:
      return DrawMatrix(result, parts, style);
    case v1::DashboardPanel::MAP:
      return InvalidField("query", "want the report ComputeRfm to draw a map");
    default:
      return parts.period < 0 ? Draw(BarsOf(result, parts, style))
                              : DrawLines(result, parts, style);
  }
}

}  // namespace guanxi::analytics
