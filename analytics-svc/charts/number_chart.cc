#include "analytics-svc/charts/charts.h"
#include "analytics-svc/charts/frame.h"
#include "common/pictures/label.h"

namespace guanxi::analytics {
namespace {

constexpr double kFigure = 36;  // the size of its letters
constexpr double kRow = 76;     // high

}  // namespace

std::string Draw(const NumberChart& chart) {
  const double room = chart.frame.width - 2 * kMargin;
  pictures::Svg svg =
      Begin(chart.frame, kTop + static_cast<double>(chart.figures.size()) * kRow + kMargin);
  double y = kTop + kFigure;
  for (const NumberChart::Figure& figure : chart.figures) {
    svg.Text(kMargin, y, pictures::Shortened(figure.text, kFigure, room),
             {kFigure, "start", ColourOf(0), true});
    svg.Text(kMargin, y + 2 * kLabelSize, pictures::Shortened(figure.label, kLabelSize, room),
             {kLabelSize, "start", kGrey});
    y += kRow;
  }
  return svg.Finish();
}

}  // namespace guanxi::analytics
