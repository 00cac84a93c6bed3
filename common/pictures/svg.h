// Writes one picture as SVG 1.1: shapes and texts, well-formed whatever the texts hold.
//
// The picture is one image to a screen reader: it has a title and a description, and shapes may
// have titles of their own, which browsers show as tooltips. Letters are left to the reader's
// fonts, so that Chinese shows wherever the page does. Not thread-safe.
#ifndef GUANXI_COMMON_PICTURES_SVG_H_
#define GUANXI_COMMON_PICTURES_SVG_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

namespace guanxi::pictures {

// `text` as it stands in XML, in content and in attributes. What XML has no form for is left out.
std::string EscapeXml(absl::string_view text);

struct TextStyle {
  double size = 12;
  const char* anchor = "start";  // start, middle, end
  const char* fill = "#222222";
  bool is_bold = false;
};

class Svg {
 public:
  // `language` is that of all texts: `en` or `zh`.
  Svg(int width, int height, absl::string_view language, absl::string_view title,
      absl::string_view description);

  // `about`: what a tooltip says of the shape; "": nothing. Coordinates are finite.
  void Rect(double x, double y, double width, double height, absl::string_view fill,
            absl::string_view about = "");
  // The same with a line around it, and round corners.
  void Box(double x, double y, double width, double height, absl::string_view fill,
           absl::string_view stroke, absl::string_view about = "");
  void Line(double x1, double y1, double x2, double y2, absl::string_view stroke, double width = 1);
  void DashedLine(double x1, double y1, double x2, double y2, absl::string_view stroke,
                  double width = 1);
  void Polygon(const std::vector<std::pair<double, double>>& points, absl::string_view fill,
               absl::string_view about = "");
  void Polyline(const std::vector<std::pair<double, double>>& points, absl::string_view stroke);
  void Circle(double x, double y, double radius, absl::string_view fill,
              absl::string_view about = "");
  // `y` is the base line.
  void Text(double x, double y, absl::string_view text, const TextStyle& style = TextStyle());

  // The picture. Nothing is added afterwards.
  std::string Finish();

 private:
  void Shape(absl::string_view start, absl::string_view about);

  std::string text_;
};

}  // namespace guanxi::pictures

#endif  // GUANXI_COMMON_PICTURES_SVG_H_
