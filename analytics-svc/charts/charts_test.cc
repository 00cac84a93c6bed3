#include "analytics-svc/charts/charts.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"

namespace guanxi::analytics {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const ChartFrame kFrame = {"Sales funnel", "opportunities", "20 came in, 3 were won.", "en", 760};

// Each element that is opened is closed, in order; a text holds no bare `<` or `&`.
bool IsWellFormed(const std::string& text) {
  std::vector<std::string> open;
  for (size_t at = text.find('<'); at != std::string::npos; at = text.find('<', at + 1)) {
    const size_t end = text.find('>', at);
    if (end == std::string::npos) return false;
    const std::string tag = text.substr(at + 1, end - at - 1);
    const std::string name =
        tag.substr(tag[0] == '/' ? 1 : 0, tag.find_first_of(" />", 1) - (tag[0] == '/' ? 1 : 0));
    if (tag[0] == '/') {
      if (open.empty() || open.back() != name) return false;
      open.pop_back();
    } else if (tag.back() != '/') {
      open.push_back(name);
    }
  }
  return open.empty();
}

TEST(Charts, AFunnelMarksItsBottleneckAndSaysWhatTheMarkIs) {
  FunnelChart chart;
  chart.frame = kFrame;
  chart.steps = {{"Contact & first call", 20, "20", "78% go on", false},
                 {"Demo", 14, "14", "38% go on", true},
                 {"Won", 3, "3", "", false}};
  chart.mark = "bottleneck";
  const std::string text = Draw(chart);
  EXPECT_TRUE(IsWellFormed(text)) << text;
  EXPECT_THAT(text, HasSubstr("Contact &amp; first call"));
  EXPECT_THAT(text, HasSubstr("<title>Demo: 14. 38% go on</title>"));
  EXPECT_THAT(text, HasSubstr(">bottleneck</text>"));
  EXPECT_THAT(text, HasSubstr("fill=\"#d55e00\"><title>Demo"));
}

TEST(Charts, AnEmptyFunnelIsDrawn) {
  FunnelChart chart;
  chart.frame = kFrame;
  chart.steps = {{"Contact", 0, "0", "", false}};
  EXPECT_TRUE(IsWellFormed(Draw(chart)));
  EXPECT_THAT(Draw(chart), Not(HasSubstr("nan")));
}

TEST(Charts, BarsAreAsLongAsTheirValues) {
  BarChart chart;
  chart.frame = kFrame;
  chart.series = {"this month", "last year"};
  chart.rows = {{"王芳", {200, 100}, {"200", "100"}}, {"李雷", {0, -50}, {"0", "-50"}}};
  const std::string text = Draw(chart);
  EXPECT_TRUE(IsWellFormed(text)) << text;
  EXPECT_THAT(text, HasSubstr("<title>王芳, last year: 100</title>"));
  EXPECT_THAT(text, HasSubstr(">-50</text>"));
  EXPECT_THAT(text, Not(HasSubstr("width=\"-")));
}

TEST(Charts, OneSeriesNeedsNoLegend) {
  BarChart chart;
  chart.frame = kFrame;
  chart.series = {"only"};
  chart.rows = {{"a", {1}, {"1"}}};
  EXPECT_THAT(Draw(chart), Not(HasSubstr(">only</text>")));
}

TEST(Charts, ALineHasAGapWhereNothingIsKnown) {
  LineChart chart;
  chart.frame = kFrame;
  chart.is_share = true;
  chart.labels = {"2026-01", "2026-02", "2026-03", "2026-04", "2026-05"};
  chart.series = {{"retention", {1.0, 0.5, std::nullopt, 0.25, 0.2}}};
  const std::string text = Draw(chart);
  EXPECT_TRUE(IsWellFormed(text)) << text;
  size_t lines = 0;
  for (size_t at = text.find("<polyline"); at != std::string::npos;
       at = text.find("<polyline", at + 1)) {
    ++lines;
  }
  EXPECT_EQ(lines, 2u);
  EXPECT_THAT(text, HasSubstr("<title>2026-02, retention: 50%</title>"));
}

TEST(Charts, ManyLabelsAreThinnedOut) {
  LineChart chart;
  chart.frame = kFrame;
  chart.series = {{"s", {}}};
  for (int i = 0; i < 400; ++i) {
    chart.labels.push_back(absl::StrCat("day ", 1000 + i));
    chart.series[0].values.push_back(i);
  }
  const std::string text = Draw(chart);
  EXPECT_THAT(text, HasSubstr(">day 1000</text>"));
  EXPECT_THAT(text, Not(HasSubstr(">day 1001</text>")));
}

TEST(Charts, AMatrixIsDarkerWhereThereIsMore) {
  MatrixChart chart;
  chart.frame = kFrame;
  chart.columns = {"重要价值", "一般挽留"};
  chart.rows = {{"华东", {{158.0, "158", "华东, 重要价值: 158"}, {std::nullopt, "", ""}}}};
  chart.least = "0";
  chart.most = "158";
  const std::string text = Draw(chart);
  EXPECT_TRUE(IsWellFormed(text)) << text;
  EXPECT_THAT(text, HasSubstr("fill=\"#004a7c\"><title>华东, 重要价值: 158</title>"));
  EXPECT_THAT(text, HasSubstr("fill=\"#f7f7f7\"/>"));
}

TEST(Charts, AMatrixWithoutAScaleShowsNone) {
  MatrixChart chart;
  chart.frame = kFrame;
  chart.rows = {{"a", {{0.0, "7", ""}}}};
  chart.columns = {"b"};
  EXPECT_THAT(Draw(chart), Not(HasSubstr("fill=\"#004a7c\"")));
  chart.most = "7";
  EXPECT_THAT(Draw(chart), HasSubstr("fill=\"#004a7c\""));
}

TEST(Charts, NumbersStandAboveWhatTheyAre) {
  NumberChart chart;
  chart.frame = kFrame;
  chart.figures = {{"Amount <won>", "1,234.5"}, {"Win rate", "38.5%"}};
  const std::string text = Draw(chart);
  EXPECT_TRUE(IsWellFormed(text)) << text;
  EXPECT_THAT(text, HasSubstr(">1,234.5</text>"));
  EXPECT_THAT(text, HasSubstr(">Amount &lt;won&gt;</text>"));
  EXPECT_LT(text.find("1,234.5"), text.find("38.5%"));
}

TEST(Charts, EqualDataDrawEqualPictures) {
  MatrixChart chart;
  chart.frame = kFrame;
  chart.rows = {{"a", {{1.0, "1", ""}}}};
  chart.columns = {"b"};
  EXPECT_EQ(Draw(chart), Draw(chart));
}

}  // namespace
}  // namespace guanxi::analytics
