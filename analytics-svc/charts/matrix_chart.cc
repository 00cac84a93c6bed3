#include <algorithm>
#include <array>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "analytics-svc/charts/charts.h"
#include "analytics-svc/charts/frame.h"
#include "common/pictures/label.h"

namespace guanxi::analytics {
namespace {

constexpr double kCell = 34;  // high
constexpr double kHead = 24;
constexpr double kLegend = 34;
constexpr double kMostLabels = 0.3;  // of the width
constexpr double kGap = 8;
constexpr double kScale = 120;  // wide
constexpr int kScaleSteps = 12;
constexpr char kEmpty[] = "#f7f7f7";
// Letters on what is darker than this are white.
constexpr double kDark = 0.55;

// Of the ends of the scale: red, green, blue.
constexpr std::array<double, 3> kLight = {236, 244, 250};
constexpr std::array<double, 3> kDarkest = {0, 74, 124};

std::string Shade(double share) {
  const auto mix = [&](size_t i) {
    return static_cast<int>(std::lround(kLight[i] + (kDarkest[i] - kLight[i]) * share));
  };
  return absl::StrFormat("#%02x%02x%02x", mix(0), mix(1), mix(2));
}

struct Range {
  double least = 0;
  double most = 0;

  double ShareOf(double value) const {
    return most > least ? std::clamp((value - least) / (most - least), 0.0, 1.0) : 0;
  }
};

Range RangeOf(const MatrixChart& chart) {
  Range range;
  for (const auto& row : chart.rows) {
    for (const auto& cell : row.cells) {
      range.least = std::min(range.least, cell.value.value_or(0));
      range.most = std::max(range.most, cell.value.value_or(0));
    }
  }
  return range;
}

void AddScale(const MatrixChart& chart, double y, pictures::Svg* svg) {
  if (chart.least.empty() && chart.most.empty()) return;
  svg->Text(kMargin, y + kLabelSize, chart.least, {kLabelSize, "start", kGrey});
  const double x = kMargin + pictures::WidthOf(chart.least, kLabelSize) + kGap;
  for (int i = 0; i < kScaleSteps; ++i) {
    svg->Rect(x + kScale / kScaleSteps * i, y, kScale / kScaleSteps + 0.5, kLabelSize,
              Shade(static_cast<double>(i) / (kScaleSteps - 1)));
  }
  svg->Text(x + kScale + kGap, y + kLabelSize, chart.most, {kLabelSize, "start", kGrey});
}

void AddRow(const MatrixChart::Row& row, const Range& range, double x, double y, double width,
            pictures::Svg* svg) {
  for (size_t i = 0; i < row.cells.size(); ++i) {
    const MatrixChart::Cell& cell = row.cells[i];
    const double left = x + static_cast<double>(i) * width;
    const double share = range.ShareOf(cell.value.value_or(0));
    svg->Rect(left, y, width - 2, kCell - 2, cell.value.has_value() ? Shade(share) : kEmpty,
              cell.about);
    if (!cell.value.has_value()) continue;
    svg->Text(left + width / 2 - 1, y + kCell / 2 + kLabelSize / 3 - 1,
              pictures::Shortened(cell.text, kLabelSize, width - 4),
              {kLabelSize, "middle", share > kDark ? "#ffffff" : "#222222"});
  }
}

}  // namespace

std::string Draw(const MatrixChart& chart) {
  double labels = 0;
  for (const auto& row : chart.rows) {
    labels = std::max(labels, pictures::WidthOf(row.label, kLabelSize));
  }
  labels = std::min(labels, chart.frame.width * kMostLabels);
  const double x = kMargin + labels + kGap;
  const auto columns = static_cast<double>(std::max<size_t>(chart.columns.size(), 1));
  const double width = (chart.frame.width - x - kMargin) / columns;
  const auto rows = static_cast<double>(chart.rows.size());
  pictures::Svg svg = Begin(chart.frame, kTop + kHead + rows * kCell + kLegend + kMargin);
  for (size_t i = 0; i < chart.columns.size(); ++i) {
    svg.Text(x + (static_cast<double>(i) + 0.5) * width, kTop + kLabelSize,
             pictures::Shortened(chart.columns[i], kLabelSize, width - 4),
             {kLabelSize, "middle", kGrey});
  }
  const Range range = RangeOf(chart);
  double y = kTop + kHead;
  for (const auto& row : chart.rows) {
    svg.Text(x - kGap, y + kCell / 2 + kLabelSize / 3,
             pictures::Shortened(row.label, kLabelSize, labels), {kLabelSize, "end"});
    AddRow(row, range, x, y, width, &svg);
    y += kCell;
  }
  AddScale(chart, y + kGap, &svg);
  return svg.Finish();
}

}  // namespace guanxi::analytics
