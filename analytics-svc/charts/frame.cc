#include "analytics-svc/charts/frame.h"

#include <cmath>

#include "common/pictures/label.h"

namespace guanxi::analytics {
namespace {

constexpr double kTitleSize = 18;
constexpr double kTitleLine = 30;
constexpr double kUnitLine = 52;
constexpr double kSwatch = 10;
constexpr double kGap = 6;
constexpr double kBetween = 18;

}  // namespace

pictures::Svg Begin(const ChartFrame& frame, double height) {
  pictures::Svg svg(frame.width, static_cast<int>(std::ceil(height)), frame.language, frame.title,
                    frame.description);
  const double room = frame.width - 2 * kMargin;
  svg.Text(kMargin, kTitleLine, pictures::Shortened(frame.title, kTitleSize, room),
           {kTitleSize, "start", "#222222", true});
  svg.Text(kMargin, kUnitLine, pictures::Shortened(frame.unit, kLabelSize, room),
           {kLabelSize, "start", kGrey});
  return svg;
}

void AddLegend(const std::vector<std::string>& names, double x, double y, double width,
               pictures::Svg* svg) {
  const double end = x + width;
  for (size_t i = 0; i < names.size(); ++i) {
    const double text = pictures::WidthOf(names[i], kLabelSize);
    if (x + kSwatch + kGap + text > end) return;
    svg->Rect(x, y - kSwatch, kSwatch, kSwatch, ColourOf(i));
    svg->Text(x + kSwatch + kGap, y, names[i]);
    x += kSwatch + kGap + text + kBetween;
  }
}

}  // namespace guanxi::analytics
