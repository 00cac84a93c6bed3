// What all pictures draw alike. Private to them.
#ifndef GUANXI_ANALYTICS_SVC_CHARTS_FRAME_H_
#define GUANXI_ANALYTICS_SVC_CHARTS_FRAME_H_

#include <array>
#include <string>
#include <vector>

#include "analytics-svc/charts/charts.h"
#include "common/pictures/svg.h"

namespace guanxi::analytics {

inline constexpr double kMargin = 20;
// Where title and unit end, and the picture begins.
inline constexpr double kTop = 72;
inline constexpr double kLabelSize = 12;
inline constexpr char kGrey[] = "#6b6b6b";
inline constexpr char kGrid[] = "#dddddd";
inline constexpr char kMarked[] = "#d55e00";

// In the order in which series take them.
inline constexpr std::array<const char*, 6> kColours = {"#0072b2", "#e69f00", "#009e73",
                                                        "#cc79a7", "#56b4e9", "#999999"};
inline const char* ColourOf(size_t series) { return kColours[series % kColours.size()]; }

// The picture with its title and unit; `height` is all of it.
pictures::Svg Begin(const ChartFrame& frame, double height);

// Names beside their colours, from (x, y) on to the right; as many as fit.
void AddLegend(const std::vector<std::string>& names, double x, double y, double width,
               pictures::Svg* svg);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_CHARTS_FRAME_H_
