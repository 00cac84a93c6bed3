#include <algorithm>

#include "absl/strings/str_cat.h"
#include "analytics-svc/charts/charts.h"
#include "analytics-svc/charts/frame.h"
#include "common/pictures/label.h"

namespace guanxi::analytics {
namespace {

constexpr double kBar = 16;
constexpr double kBetweenBars = 2;
constexpr double kBetweenRows = 12;
constexpr double kLegend = 26;
constexpr double kValues = 110;       // room for the longest value, behind the longest bar
constexpr double kMostLabels = 0.35;  // of the width

double LabelRoom(const BarChart& chart) {
  double room = 0;
  for (const auto& row : chart.rows) {
    room = std::max(room, pictures::WidthOf(row.label, kLabelSize));
  }
  return std::min(room, chart.frame.width * kMostLabels);
}

double MostOf(const BarChart& chart) {
  double most = 0;
  for (const auto& row : chart.rows) {
    for (const double value : row.values) most = std::max(most, value);
  }
  return most;
}

}  // namespace

std::string Draw(const BarChart& chart) {
  const auto bars = static_cast<double>(std::max<size_t>(chart.series.size(), 1));
  const double row_height = bars * (kBar + kBetweenBars) + kBetweenRows;
  const double legend = chart.series.size() > 1 ? kLegend : 0;
  pictures::Svg svg = Begin(
      chart.frame, kTop + legend + static_cast<double>(chart.rows.size()) * row_height + kMargin);
  if (legend > 0) {
    AddLegend(chart.series, kMargin, kTop + kLabelSize, chart.frame.width - 2 * kMargin, &svg);
  }
  const double labels = LabelRoom(chart);
  const double x = kMargin + labels + kBetweenRows;
  const double most = MostOf(chart);
  const double scale = most > 0 ? (chart.frame.width - x - kValues - kMargin) / most : 0;
  double y = kTop + legend;
  for (const auto& row : chart.rows) {
    svg.Text(x - kBetweenRows / 2, y + (row_height - kBetweenRows) / 2 + kLabelSize / 3,
             pictures::Shortened(row.label, kLabelSize, labels), {kLabelSize, "end"});
    for (size_t i = 0; i < row.values.size(); ++i) {
      // What is below zero has no bar, and its value says so.
      const double width = std::max(row.values[i], 0.0) * scale;
      const double top = y + static_cast<double>(i) * (kBar + kBetweenBars);
      const std::string series =
          chart.series.size() > 1 ? absl::StrCat(", ", chart.series[i]) : std::string();
      svg.Rect(x, top, width, kBar, ColourOf(i),
               absl::StrCat(row.label, series, ": ", row.texts[i]));
      svg.Text(x + width + kBetweenBars * 2, top + kBar - kBetweenBars * 2, row.texts[i]);
    }
    y += row_height;
  }
  return svg.Finish();
}

}  // namespace guanxi::analytics
