// The drawings: what they say, and that nothing stands over anything else.
#include <random>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "customer-svc/network/power_picture.h"
#include "customer-svc/network/tree_picture.h"
#include "gmock/gmock.h"

namespace guanxi::customer {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

struct Area {
  double x, y, width, height;
};

double Attribute(absl::string_view element, const std::string& name) {
  const std::string key = absl::StrCat(" ", name, "=\"");
  const size_t at = element.find(key);
  if (at == absl::string_view::npos) return 0;
  double value = 0;
  const absl::string_view rest = element.substr(at + key.size());
  EXPECT_TRUE(absl::SimpleAtod(rest.substr(0, rest.find('"')), &value));
  return value;
}

// The boxes of people and companies: those of the legend are smaller.
std::vector<Area> BoxesOf(const std::string& svg) {
  std::vector<Area> boxes;
  for (const absl::string_view line : absl::StrSplit(svg, '\n')) {
    if (!absl::StrContains(line, " rx=\"6\"") || Attribute(line, "width") < kBoxWidth) continue;
    boxes.push_back({Attribute(line, "x"), Attribute(line, "y"), Attribute(line, "width"),
                     Attribute(line, "height")});
  }
  return boxes;
}

void ExpectApart(const std::string& svg, size_t count) {
  const std::vector<Area> boxes = BoxesOf(svg);
  ASSERT_EQ(boxes.size(), count);
  const double width = Attribute(svg.substr(0, svg.find('\n')), "width");
  const double height = Attribute(svg.substr(0, svg.find('\n')), "height");
  for (size_t i = 0; i < count; ++i) {
    const Area& a = boxes[i];
    EXPECT_TRUE(a.x >= 0 && a.y >= 0 && a.x + a.width <= width && a.y + a.height <= height) << i;
    for (size_t j = 0; j < i; ++j) {
      const Area& b = boxes[j];
      const bool apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y ||
                         b.y + b.height <= a.y;
      EXPECT_TRUE(apart) << i << " and " << j;
    }
  }
}

std::string NameOf(int i) {
  return i % 7 == 0 ? absl::StrCat("中国机械设备工程股份有限公司华东区第", i, "分公司")
                    : absl::StrCat("云帆", i);
}

TEST(TreePicture, BoxesStandApart) {
  std::mt19937 random(5);
  for (const int nodes : {10, 100, 1000}) {
    TreePicture picture;
    for (int i = 0; i < nodes; ++i) {
      picture.boxes.push_back({NameOf(i), i % 3 == 0 ? "华东" : "", NameOf(i)});
      picture.parents.push_back(i == 0 ? -1 : static_cast<int>(random() % i));
    }
    ExpectApart(DrawTree(picture), static_cast<size_t>(nodes));
  }
}

TEST(TreePicture, NamesAreWholeAndEscaped) {
  TreePicture picture;
  picture.language = "zh";
  picture.title = "客户树";
  picture.description = "2 家";
  picture.boxes = {{"中国机械设备工程股份有限公司", "", ""}, {"A & B <C>", "D", "E"}};
  picture.parents = {-1, 0};
  picture.dotted = {{1, 0}};
  picture.legend = {{"#ffffff", "合作"}};
  const std::string svg = DrawTree(picture);
  EXPECT_THAT(svg, HasSubstr("<title id=\"title\">客户树</title>"));
  std::string text;  // of all lines of texts, one after the other
  for (const absl::string_view line : absl::StrSplit(svg, '\n')) {
    if (!absl::StartsWith(line, "<text ")) continue;
    const absl::string_view rest = line.substr(line.find('>') + 1);
    absl::StrAppend(&text, rest.substr(0, rest.find("</text>")));
  }
  EXPECT_THAT(text, HasSubstr("中国机械设备工程股份有限公司"));
  EXPECT_THAT(text, HasSubstr("A &amp; B &lt;C&gt;"));
  EXPECT_THAT(svg, Not(HasSubstr("…")));
  EXPECT_THAT(svg, HasSubstr("stroke-dasharray"));
}

TEST(PowerPicture, BoxesStandApart) {
  std::mt19937 random(9);
  for (const int people : {10, 100, 1000}) {
    PowerPicture picture;
    for (int i = 0; i < people; ++i) {
      picture.people.push_back({{NameOf(i), "采购总监", ""},
                                static_cast<int>(random() % 5) - 2,
                                static_cast<int>(random() % 101)});
    }
    picture.lines = {{0, 1, false, 80}, {1, 2, true, 10}};
    ExpectApart(DrawPower(picture), static_cast<size_t>(people));
  }
}

TEST(PowerPicture, TheInfluentialStandHigherAndSupportersToTheRight) {
  const std::vector<PowerPlace> places =
      PlacePeople({{{"甲", "", ""}, -2, 10}, {{"乙", "", ""}, 2, 10}, {{"丙", "", ""}, 2, 90}});
  EXPECT_LT(places[0].x, places[1].x);
  EXPECT_EQ(places[1].x, places[2].x);
  EXPECT_GT(places[1].y, places[2].y);
}

}  // namespace
}  // namespace guanxi::customer
