#include "workflow-svc/notifications/placed_text.h"

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::workflow {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string Rendered(absl::string_view text, const std::map<std::string, std::string>& fields) {
  const auto made = PlacedText::Parse(text);
  EXPECT_THAT(made, IsOk()) << text;
  return made.ok() ? made->Render(fields) : "";
}

TEST(PlacedTextTest, PlacesAreFilled) {
  EXPECT_EQ(Rendered("请立即跟进{{ customer.display_name }}（{{grade}}）",
                     {{"customer.display_name", "灵动传媒"}, {"grade", "VIP"}}),
            "请立即跟进灵动传媒（VIP）");
  EXPECT_EQ(Rendered("{{a}}{{a}}", {{"a", "x"}}), "xx");
  EXPECT_EQ(Rendered("", {}), "");
  EXPECT_EQ(Rendered("a } b }} c { d", {}), "a } b }} c { d");
}

TEST(PlacedTextTest, APlaceWithoutAValueIsLeftEmpty) {
  EXPECT_EQ(Rendered("[{{none}}]", {{"other", "x"}}), "[]");
}

TEST(PlacedTextTest, ValuesAreNotLookedThroughForPlaces) {
  EXPECT_EQ(Rendered("{{a}}", {{"a", "{{secret}}"}, {"secret", "!"}}), "{{secret}}");
}

TEST(PlacedTextTest, FourBracesStandForTwo) {
  EXPECT_EQ(Rendered("{{{{a}} is {{a}}", {{"a", "1"}}), "{{a}} is 1");
}

TEST(PlacedTextTest, PlacesAreNamedInOrder) {
  EXPECT_THAT(PlacedText::Parse("{{b}} {{a}} {{b}}")->Places(), ElementsAre("b", "a", "b"));
}

TEST(PlacedTextTest, WhatIsNoPlaceIsRefused) {
  for (const char* text : {"x {{a", "{{}}", "{{ }}", "{{a b}}", "{{名}}", "{{a{{b}}"}) {
    const auto made = PlacedText::Parse(text);
    EXPECT_EQ(made.status().code(), absl::StatusCode::kInvalidArgument) << text;
  }
  EXPECT_THAT(std::string(PlacedText::Parse("ab{{c").status().message()), HasSubstr("byte 2"));
}

}  // namespace
}  // namespace guanxi::workflow
