#include "workflow-svc/notifications/text_template.h"

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::workflow {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string Rendered(absl::string_view text, const std::map<std::string, std::string>& fields) {
  const auto made = TextTemplate::Parse(text);
  EXPECT_THAT(made, IsOk()) << text;
  return made.ok() ? made->Render(fields) : "";
}

TEST(TextTemplateTest, PlacesAreFilled) {
  EXPECT_EQ(Rendered("请立即跟进{{ customer.display_name }}（{{grade}}）",
                     {{"customer.display_name", "灵动传媒"}, {"grade", "VIP"}}),
            "请立即跟进灵动传媒（VIP）");
  EXPECT_EQ(Rendered("{{a}}{{a}}", {{"a", "x"}}), "xx");
  EXPECT_EQ(Rendered("", {}), "");
  EXPECT_EQ(Rendered("a } b }} c { d", {}), "a } b }} c { d");
}

TEST(TextTemplateTest, APlaceWithoutAValueIsLeftEmpty) {
  EXPECT_EQ(Rendered("[{{none}}]", {{"other", "x"}}), "[]");
}

TEST(TextTemplateTest, ValuesAreNotLookedThroughForPlaces) {
  EXPECT_EQ(Rendered("{{a}}", {{"a", "{{secret}}"}, {"secret", "!"}}), "{{secret}}");
}

TEST(TextTemplateTest, FourBracesStandForTwo) {
  EXPECT_EQ(Rendered("{{{{a}} is {{a}}", {{"a", "1"}}), "{{a}} is 1");
}

TEST(TextTemplateTest, PlacesAreNamedInOrder) {
  EXPECT_THAT(TextTemplate::Parse("{{b}} {{a}} {{b}}")->Places(), ElementsAre("b", "a", "b"));
}

TEST(TextTemplateTest, WhatIsNoPlaceIsRefused) {
  for (const char* text : {"x {{a", "{{}}", "{{ }}", "{{a b}}", "{{名}}", "{{a{{b}}"}) {
    const auto made = TextTemplate::Parse(text);
    EXPECT_EQ(made.status().code(), absl::StatusCode::kInvalidArgument) << text;
  }
  EXPECT_THAT(std::string(TextTemplate::Parse("ab{{c").status().message()), HasSubstr("byte 2"));
}

}  // namespace
}  // namespace guanxi::workflow
