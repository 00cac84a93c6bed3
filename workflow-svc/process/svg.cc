#include "workflow-svc/process/svg.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "workflow-svc/process/texts.h"

namespace guanxi::workflow {
namespace {

constexpr int kRadius = 6;

std::string Escaped(absl::string_view text) {
  return absl::StrReplaceAll(
      WithoutControls(text),
      {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}, {"'", "&#39;"}});
}

absl::string_view DashOf(Svg::Stroke stroke) {
  return stroke == Svg::Stroke::kDashed ? " stroke-dasharray=\"4 3\"" : "";
}

}  // namespace

void Svg::Line(int x1, int y1, int x2, int y2, Stroke stroke) {
  absl::StrAppend(&out_, "<line x1=\"", x1, "\" y1=\"", y1, "\" x2=\"", x2, "\" y2=\"", y2,
                  "\" stroke=\"#98a2b3\"", DashOf(stroke), "/>\n");
}

void Svg::Text(int x, int y, absl::string_view text, absl::string_view colour) {
  absl::StrAppend(&out_, "<text x=\"", x, "\" y=\"", y, "\" fill=\"", colour, "\">", Escaped(text),
                  "</text>\n");
}

void Svg::Box(absl::string_view id, int x, int y, int width, int height, absl::string_view colour) {
  absl::StrAppend(&out_, "<rect id=\"", id, "\" x=\"", x, "\" y=\"", y, "\" width=\"", width,
                  "\" height=\"", height, "\" rx=\"8\" fill=\"", colour,
                  "\" stroke=\"#667085\"/>\n");
}

void Svg::Circle(absl::string_view id, int x, int y, Stroke stroke) {
  absl::StrAppend(&out_, "<circle id=\"", id, "\" cx=\"", x, "\" cy=\"", y, "\" r=\"", kRadius,
                  "\" fill=\"#ffffff\" stroke=\"#667085\"", DashOf(stroke), "/>\n");
}

std::string Svg::Finish(int width, int height) const {
  return absl::StrCat(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"", width, "\" height=\"", height,
      "\" font-family=\"sans-serif\" ", "font-size=\"13\" text-anchor=\"middle\">\n",
      "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n", out_, "</svg>\n");
}

}  // namespace guanxi::workflow
