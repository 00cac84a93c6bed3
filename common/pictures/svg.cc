#include "common/pictures/svg.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"

namespace guanxi::pictures {
namespace {

// To a hundredth of a pixel, without zeros that say nothing.
std::string Number(double value) {
  std::string text = absl::StrFormat("%.2f", value);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

std::string Points(const std::vector<std::pair<double, double>>& points) {
  std::string text;
  for (const auto& [x, y] : points) {
    absl::StrAppend(&text, text.empty() ? "" : " ", Number(x), ",", Number(y));
  }
  return text;
}

constexpr double kRound = 6;

std::string LineStart(double x1, double y1, double x2, double y2, absl::string_view stroke,
                      double width) {
  return absl::StrCat("<line x1=\"", Number(x1), "\" y1=\"", Number(y1), "\" x2=\"", Number(x2),
                      "\" y2=\"", Number(y2), "\" stroke=\"", EscapeXml(stroke),
                      "\" stroke-width=\"", Number(width), "\"");
}

// A control character that XML 1.0 has no form for.
bool IsForbidden(char c) {
  return absl::ascii_iscntrl(static_cast<unsigned char>(c)) && c != '\t' && c != '\n' && c != '\r';
}

// U+FFFE and U+FFFF, which XML has no form for either, in UTF-8.
bool BeginsNoCharacter(absl::string_view text) {
  return absl::StartsWith(text, "\xEF\xBF\xBE") || absl::StartsWith(text, "\xEF\xBF\xBF");
}

}  // namespace

std::string EscapeXml(absl::string_view text) {
  std::string escaped;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (BeginsNoCharacter(text.substr(i))) {
      i += 2;
      continue;
    }
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        if (!IsForbidden(c)) escaped.push_back(c);
    }
  }
  return escaped;
}

Svg::Svg(int width, int height, absl::string_view language, absl::string_view title,
         absl::string_view description) {
  text_ = absl::StrCat(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"", width, "\" height=\"", height,
      "\" viewBox=\"0 0 ", width, " ", height, "\" role=\"img\" xml:lang=\"", EscapeXml(language),
      "\" aria-labelledby=\"title desc\" font-family=\"'Noto Sans SC', 'PingFang SC', "
      "'Microsoft YaHei', 'Helvetica Neue', Arial, sans-serif\">\n<title id=\"title\">",
      EscapeXml(title), "</title>\n<desc id=\"desc\">", EscapeXml(description), "</desc>\n");
  Rect(0, 0, width, height, "#ffffff");
}

void Svg::Shape(absl::string_view start, absl::string_view about) {
  absl::string_view name = absl::StripPrefix(start, "<");
  name = name.substr(0, name.find(' '));
  absl::StrAppend(&text_, start);
  if (about.empty()) {
    absl::StrAppend(&text_, "/>\n");
  } else {
    absl::StrAppend(&text_, "><title>", EscapeXml(about), "</title></", name, ">\n");
  }
}

void Svg::Rect(double x, double y, double width, double height, absl::string_view fill,
               absl::string_view about) {
  Shape(absl::StrCat("<rect x=\"", Number(x), "\" y=\"", Number(y), "\" width=\"", Number(width),
                     "\" height=\"", Number(height), "\" fill=\"", EscapeXml(fill), "\""),
        about);
}

void Svg::Box(double x, double y, double width, double height, absl::string_view fill,
              absl::string_view stroke, absl::string_view about) {
  Shape(absl::StrCat("<rect x=\"", Number(x), "\" y=\"", Number(y), "\" width=\"", Number(width),
                     "\" height=\"", Number(height), "\" rx=\"", Number(kRound), "\" fill=\"",
                     EscapeXml(fill), "\" stroke=\"", EscapeXml(stroke), "\""),
        about);
}

void Svg::Line(double x1, double y1, double x2, double y2, absl::string_view stroke, double width) {
  Shape(LineStart(x1, y1, x2, y2, stroke, width), "");
}

void Svg::DashedLine(double x1, double y1, double x2, double y2, absl::string_view stroke,
                     double width) {
  Shape(absl::StrCat(LineStart(x1, y1, x2, y2, stroke, width), " stroke-dasharray=\"5 4\""), "");
}

void Svg::Polygon(const std::vector<std::pair<double, double>>& points, absl::string_view fill,
                  absl::string_view about) {
  Shape(absl::StrCat("<polygon points=\"", Points(points), "\" fill=\"", EscapeXml(fill), "\""),
        about);
}

void Svg::Polyline(const std::vector<std::pair<double, double>>& points, absl::string_view stroke) {
  Shape(absl::StrCat("<polyline points=\"", Points(points), "\" fill=\"none\" stroke=\"",
                     EscapeXml(stroke), "\" stroke-width=\"2\""),
        "");
}

void Svg::Circle(double x, double y, double radius, absl::string_view fill,
                 absl::string_view about) {
  Shape(absl::StrCat("<circle cx=\"", Number(x), "\" cy=\"", Number(y), "\" r=\"", Number(radius),
                     "\" fill=\"", EscapeXml(fill), "\""),
        about);
}

void Svg::Text(double x, double y, absl::string_view text, const TextStyle& style) {
  absl::StrAppend(&text_, "<text x=\"", Number(x), "\" y=\"", Number(y), "\" font-size=\"",
                  Number(style.size), "\" text-anchor=\"", style.anchor, "\" fill=\"", style.fill,
                  style.is_bold ? "\" font-weight=\"bold\">" : "\">", EscapeXml(text), "</text>\n");
}

std::string Svg::Finish() { return absl::StrCat(text_, "</svg>\n"); }

}  // namespace guanxi::pictures
