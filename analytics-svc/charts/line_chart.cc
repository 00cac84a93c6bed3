#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "analytics-svc/charts/charts.h"
#include "analytics-svc/charts/frame.h"
#include "common/pictures/label.h"

namespace guanxi::analytics {
namespace {

constexpr double kPlot = 260;  // high
constexpr double kLegend = 26;
constexpr double kAxis = 70;    // left of the plot
constexpr double kLabels = 30;  // below it
constexpr double kDot = 3;
constexpr double kGap = 8;
constexpr int kTicks = 5;

std::string ValueText(const LineChart& chart, double value) {
  return chart.is_share ? pictures::PercentText(value) : pictures::NumberText(value, 2);
}

std::pair<double, double> RangeOf(const LineChart& chart) {
  double least = 0;
  double most = 0;
  for (const auto& series : chart.series) {
    for (const auto& value : series.values) {
      least = std::min(least, value.value_or(0));
      most = std::max(most, value.value_or(0));
    }
  }
  return {least, most};
}

// Where values are on the picture.
struct Plot {
  double left;
  double top;
  double width;
  size_t places;
  double least;
  double most;

  double X(size_t place) const {
    return places < 2 ? left + width / 2
                      : left + width * static_cast<double>(place) / static_cast<double>(places - 1);
  }
  double Y(double value) const { return top + kPlot * (most - value) / (most - least); }
};

void AddAxes(const LineChart& chart, const std::vector<double>& ticks, const Plot& plot,
             pictures::Svg* svg) {
  for (const double tick : ticks) {
    const double y = plot.Y(tick);
    svg->Line(plot.left, y, plot.left + plot.width, y, kGrid);
    svg->Text(plot.left - kGap, y + kLabelSize / 3, ValueText(chart, tick),
              {kLabelSize, "end", kGrey});
  }
  // As many labels as have room, the first one always.
  double widest = 1;
  for (const std::string& label : chart.labels) {
    widest = std::max(widest, pictures::WidthOf(label, kLabelSize) + kGap);
  }
  const auto fitting = std::max<size_t>(static_cast<size_t>(plot.width / widest), 1);
  const size_t step = (chart.labels.size() + fitting - 1) / fitting;
  for (size_t i = 0; i < chart.labels.size(); i += std::max<size_t>(step, 1)) {
    svg->Text(plot.X(i), plot.top + kPlot + kLabelSize + kGap, chart.labels[i],
              {kLabelSize, "middle", kGrey});
  }
}

void AddSeries(const LineChart& chart, size_t index, const Plot& plot, pictures::Svg* svg) {
  const LineChart::Series& series = chart.series[index];
  std::vector<std::pair<double, double>> run;
  for (size_t i = 0; i <= series.values.size(); ++i) {
    if (i < series.values.size() && series.values[i].has_value()) {
      run.emplace_back(plot.X(i), plot.Y(*series.values[i]));
      continue;
    }
    if (run.size() > 1) svg->Polyline(run, ColourOf(index));
    run.clear();
  }
  for (size_t i = 0; i < series.values.size(); ++i) {
    if (!series.values[i].has_value()) continue;
    svg->Circle(plot.X(i), plot.Y(*series.values[i]), kDot, ColourOf(index),
                absl::StrCat(chart.labels[i], ", ", series.name, ": ",
                             ValueText(chart, *series.values[i])));
  }
}

}  // namespace

std::string Draw(const LineChart& chart) {
  const double top = kTop + kLegend;
  pictures::Svg svg = Begin(chart.frame, top + kPlot + kLabels + kMargin);
  std::vector<std::string> names;
  for (const auto& series : chart.series) names.push_back(series.name);
  AddLegend(names, kMargin, kTop + kLabelSize, chart.frame.width - 2 * kMargin, &svg);
  const auto [least, most] = RangeOf(chart);
  const std::vector<double> ticks = pictures::Ticks(least, most, kTicks);
  const Plot plot = {kMargin + kAxis,     top,           chart.frame.width - 3 * kMargin - kAxis,
                     chart.labels.size(), ticks.front(), ticks.back()};
  AddAxes(chart, ticks, plot, &svg);
  for (size_t i = 0; i < chart.series.size(); ++i) AddSeries(chart, i, plot, &svg);
  return svg.Finish();
}

}  // namespace guanxi::analytics
