#include <algorithm>

#include "absl/strings/str_cat.h"
#include "analytics-svc/charts/charts.h"
#include "analytics-svc/charts/frame.h"
#include "common/pictures/label.h"

namespace guanxi::analytics {
namespace {

constexpr double kStep = 40;
constexpr double kBetween = 16;
constexpr double kLegend = 26;
constexpr double kLabels = 0.24;  // of the width, left of the funnel
constexpr double kNotes = 0.28;   // right of it
constexpr double kGap = 10;
constexpr double kNarrowest = 2;
constexpr char kBetweenColour[] = "#cfe3f1";

}  // namespace

std::string Draw(const FunnelChart& chart) {
  const double legend = chart.mark.empty() ? 0 : kLegend;
  const auto count = static_cast<double>(chart.steps.size());
  pictures::Svg svg = Begin(chart.frame, kTop + count * (kStep + kBetween) + legend + kMargin);
  const double labels = chart.frame.width * kLabels;
  const double notes = chart.frame.width * kNotes;
  const double left = kMargin + labels;
  const double widest = chart.frame.width - left - notes - kMargin;
  const double middle = left + widest / 2;
  double most = 0;
  for (const auto& step : chart.steps) most = std::max(most, step.value);
  const auto width_of = [&](const FunnelChart::Step& step) {
    return most > 0 ? std::max(widest * std::max(step.value, 0.0) / most, kNarrowest) : kNarrowest;
  };
  double y = kTop;
  for (size_t i = 0; i < chart.steps.size(); ++i) {
    const FunnelChart::Step& step = chart.steps[i];
    const double width = width_of(step);
    svg.Text(left - kGap, y + kStep / 2 + kLabelSize / 3,
             pictures::Shortened(step.label, kLabelSize, labels - kGap), {kLabelSize, "end"});
    svg.Rect(middle - width / 2, y, width, kStep, step.is_marked ? kMarked : ColourOf(0),
             absl::StrCat(step.label, ": ", step.text, ". ", step.note));
    const bool fits = pictures::WidthOf(step.text, kLabelSize) + kGap < width;
    svg.Text(fits ? middle : middle + width / 2 + kGap, y + kStep / 2 + kLabelSize / 3, step.text,
             {kLabelSize, fits ? "middle" : "start", fits ? "#ffffff" : "#222222", true});
    svg.Text(chart.frame.width - kMargin, y + kStep / 2 + kLabelSize / 3,
             pictures::Shortened(step.note, kLabelSize, notes - kGap), {kLabelSize, "end", kGrey});
    if (i + 1 < chart.steps.size()) {
      const double next = width_of(chart.steps[i + 1]);
      svg.Polygon({{middle - width / 2, y + kStep},
                   {middle + width / 2, y + kStep},
                   {middle + next / 2, y + kStep + kBetween},
                   {middle - next / 2, y + kStep + kBetween}},
                  kBetweenColour);
    }
    y += kStep + kBetween;
  }
  if (legend > 0) {
    svg.Rect(kMargin, y, kLabelSize, kLabelSize, kMarked);
    svg.Text(kMargin + kLabelSize + kGap, y + kLabelSize - 1, chart.mark);
  }
  return svg.Finish();
}

}  // namespace guanxi::analytics
