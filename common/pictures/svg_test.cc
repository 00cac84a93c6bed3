#include "common/pictures/svg.h"

#include "gmock/gmock.h"

namespace guanxi::pictures {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Svg, TextsAreEscaped) {
  EXPECT_EQ(EscapeXml("A & B <c> \"d\""), "A &amp; B &lt;c&gt; &quot;d&quot;");
  EXPECT_EQ(EscapeXml(std::string("a\0b\x1f\n", 5)), "ab\n");
  EXPECT_EQ(EscapeXml("华东"), "华东");
  EXPECT_EQ(EscapeXml("a\xEF\xBF\xBE\xEF\xBF\xBF"
                      "b\xEF\xBF\xBD"),
            "ab\xEF\xBF\xBD");
}

TEST(Svg, ThePictureSaysWhatItIs) {
  Svg svg(320, 200, "zh", "销售漏斗", "共 3 步 <...>");
  const std::string text = svg.Finish();
  EXPECT_THAT(text, HasSubstr("role=\"img\" xml:lang=\"zh\" aria-labelledby=\"title desc\""));
  EXPECT_THAT(text, HasSubstr("<title id=\"title\">销售漏斗</title>"));
  EXPECT_THAT(text, HasSubstr("<desc id=\"desc\">共 3 步 &lt;...&gt;</desc>"));
  EXPECT_THAT(text, HasSubstr("viewBox=\"0 0 320 200\""));
}

TEST(Svg, ShapesHaveTheirTooltipsInside) {
  Svg svg(10, 10, "en", "t", "d");
  svg.Rect(1, 2.5, 3.14159, 0, "#000000", "a < b");
  svg.Circle(0, -0.001, 1, "red");
  const std::string text = svg.Finish();
  EXPECT_THAT(text, HasSubstr("<rect x=\"1\" y=\"2.5\" width=\"3.14\" height=\"0\" "
                              "fill=\"#000000\"><title>a &lt; b</title></rect>"));
  EXPECT_THAT(text, HasSubstr("<circle cx=\"0\" cy=\"0\" r=\"1\" fill=\"red\"/>"));
  EXPECT_THAT(text, Not(HasSubstr("</circle>")));
}

TEST(Svg, BoxesAndLinesSayHowTheyAreDrawn) {
  Svg svg(10, 10, "en", "t", "d");
  svg.Box(1, 2, 3, 4, "#ffffff", "#000000", "a");
  svg.Line(0, 0, 1, 1, "red");
  svg.DashedLine(0, 0, 1, 1, "red", 2);
  const std::string text = svg.Finish();
  EXPECT_THAT(text, HasSubstr("<rect x=\"1\" y=\"2\" width=\"3\" height=\"4\" rx=\"6\" "
                              "fill=\"#ffffff\" stroke=\"#000000\"><title>a</title></rect>"));
  EXPECT_THAT(text, HasSubstr("stroke=\"red\" stroke-width=\"1\"/>"));
  EXPECT_THAT(text, HasSubstr("stroke-width=\"2\" stroke-dasharray=\"5 4\"/>"));
}

}  // namespace
}  // namespace guanxi::pictures
