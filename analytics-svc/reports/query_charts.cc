#include "analytics-svc/reports/query_charts.h"

#include <map>
#include <optional>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/errors/errors.h"
#include "common/pictures/label.h"

namespace guanxi::analytics {
namespace {

constexpr int kMostRows = 200;
constexpr size_t kMostLines = 6;
// Of "2026-01-01T00:00:00.000": the day, and the second.
constexpr size_t kDay = 10;
constexpr size_t kSecond = 19;
constexpr char kMidnight[] = "T00:00:00.000";

// Which columns are what.
struct Parts {
  std::vector<int> measures;
  std::vector<int> dimensions;  // the period is none of them
  int period = -1;
};

Parts PartsOf(const v1::QueryResult& result) {
  Parts parts;
  for (int i = 0; i < result.columns_size(); ++i) {
    const v1::QueryColumn& column = result.columns(i);
    if (column.unit() != v1::QueryColumn::UNIT_UNSPECIFIED) {
      parts.measures.push_back(i);
    } else if (column.type() == v1::QueryColumn::TIME && parts.period < 0) {
      parts.period = i;
    } else {
      parts.dimensions.push_back(i);
    }
  }
  return parts;
}

std::string TextAt(const google::protobuf::ListValue& row, int column) {
  return row.values(column).string_value();
}

// How much of a period's begin tells it from the others: periods may be shorter than a day.
size_t PeriodSize(const v1::QueryResult& result, int column) {
  for (const auto& row : result.rows()) {
    const std::string text = TextAt(row, column);
    if (text.size() > kDay && text.substr(kDay) != kMidnight) return kSecond;
  }
  return kDay;
}

std::optional<double> NumberAt(const google::protobuf::ListValue& row, int column) {
  double value = 0;
  if (!absl::SimpleAtod(TextAt(row, column), &value)) return std::nullopt;
  return value;
}

std::string LabelOf(const google::protobuf::ListValue& row, const Parts& parts,
                    const ChartStyle& style) {
  std::vector<std::string> texts;
  for (const int column : parts.dimensions) {
    const std::string text = TextAt(row, column);
    const auto found = style.labels.find(text);
    texts.push_back(found != style.labels.end() ? found->second
                    : text.empty()              ? std::string(style.In("not stated", "未填写"))
                                                : text);
  }
  return absl::StrJoin(texts, " · ");
}

ChartFrame FrameOf(const v1::QueryResult& result, const Parts& parts, const ChartStyle& style) {
  ChartFrame frame;
  frame.language = style.language;
  frame.width = style.width;
  std::vector<std::string> titles;
  for (const int column : parts.measures) titles.push_back(result.columns(column).title());
  frame.title = absl::StrJoin(titles, style.In(", ", "、"));
  titles.clear();
  for (const int column : parts.dimensions) titles.push_back(result.columns(column).title());
  if (parts.period >= 0) titles.push_back(result.columns(parts.period).title());
  if (!titles.empty()) {
    frame.unit = absl::StrCat(style.In("by ", "按 "), absl::StrJoin(titles, style.In(", ", "、")));
  }
  frame.description = absl::StrCat(frame.title, ", ", frame.unit, ": ", result.rows_size(),
                                   style.In(" rows.", " 行。"));
  return frame;
}

std::string ValueText(const v1::QueryColumn& column, std::optional<double> value) {
  if (!value.has_value()) return "";
  return column.unit() == v1::QueryColumn::SHARE ? pictures::PercentText(*value)
                                                 : pictures::NumberText(*value, 2);
}

BarChart BarsOf(const v1::QueryResult& result, const Parts& parts, const ChartStyle& style) {
  BarChart chart;
  chart.frame = FrameOf(result, parts, style);
  for (const int column : parts.measures) chart.series.push_back(result.columns(column).title());
  for (const google::protobuf::ListValue& values : result.rows()) {
    BarChart::Row& row = chart.rows.emplace_back();
    row.label = LabelOf(values, parts, style);
    for (const int column : parts.measures) {
      const std::optional<double> value = NumberAt(values, column);
      row.values.push_back(value.value_or(0));
      row.texts.push_back(ValueText(result.columns(column), value));
    }
  }
  return chart;
}

absl::StatusOr<LineChart> LinesOf(const v1::QueryResult& result, const Parts& parts,
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
      const std::string label = LabelOf(row, parts, style);
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

}  // namespace

absl::StatusOr<std::string> DrawAnswer(const v1::QueryResult& result, const ChartStyle& style) {
  const Parts parts = PartsOf(result);
  if (parts.measures.empty()) return InvalidField("query", "want a measure to draw");
  if (result.rows_size() > kMostRows) {
    return InvalidField("query", absl::StrCat("want at most ", kMostRows, " rows to draw"));
  }
  if (parts.period < 0) return Draw(BarsOf(result, parts, style));
  const auto chart = LinesOf(result, parts, style);
  if (!chart.ok()) return chart.status();
  return Draw(*chart);
}

}  // namespace guanxi::analytics
