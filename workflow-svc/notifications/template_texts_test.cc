#include "workflow-svc/notifications/template_texts.h"

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "workflow-svc/notifications/placed_text.h"

namespace guanxi::workflow {
namespace {

using ::testing::ElementsAre;
using v1::Notification;

// A text of ours with a place that nobody fills would show a gap in every notification.
TEST(TemplateTextsTest, EveryKindHasTextsInBothLanguagesWithNoOtherPlaces) {
  for (int kind = Notification::Kind_MIN + 1; kind <= Notification::Kind_MAX; ++kind) {
    if (!Notification::Kind_IsValid(kind) || kind == Notification::RULE) continue;
    const std::string key = KeyOf(static_cast<Notification::Kind>(kind));
    ASSERT_NE(PlacesOf(key), nullptr) << kind;
    for (const char* locale : {"zh-CN", "en"}) {
      const auto text = BuiltInText(key, locale);
      ASSERT_TRUE(text.has_value()) << key << " " << locale;
      for (const std::string& part : {text->title, text->text}) {
        const auto made = PlacedText::Parse(part);
        ASSERT_THAT(made, IsOk()) << part;
        for (const std::string& place : made->Places()) {
          EXPECT_EQ(PlacesOf(key)->count(place), 1u) << key << " " << place;
        }
      }
    }
  }
}

TEST(TemplateTextsTest, RulesHaveNoTextOfOurs) {
  EXPECT_EQ(KeyOf(Notification::RULE), "");
  EXPECT_EQ(PlacesOf("vip_silent"), nullptr);
  EXPECT_FALSE(BuiltInText("vip_silent", "zh-CN").has_value());
  EXPECT_FALSE(BuiltInText("todo_due", "de").has_value());
}

TEST(TemplateTextsTest, TheNearestLanguageComesFirst) {
  EXPECT_THAT(LocalesFor("en-GB"), ElementsAre("en-GB", "en", "zh-CN"));
  EXPECT_THAT(LocalesFor("zh-CN"), ElementsAre("zh-CN", "zh"));
  EXPECT_THAT(LocalesFor(""), ElementsAre("zh-CN"));
}

TEST(TemplateTextsTest, LocalesHaveTheFormOfLocales) {
  for (const char* good : {"zh-CN", "en", "zh-Hant-TW", "fil", "es-419"}) {
    EXPECT_TRUE(IsLocale(good)) << good;
  }
  for (const char* bad : {"", "e", "EN", "en_US", "zh-", "zh-C", "x y", "en-GB-oed-more", "中文"}) {
    EXPECT_FALSE(IsLocale(bad)) << bad;
  }
}

}  // namespace
}  // namespace guanxi::workflow
