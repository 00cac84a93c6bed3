#include "common/text/phone.h"

#include <string>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::text {
namespace {

using ::testing::HasSubstr;

TEST(ParsePhone, ReadsChineseSpellings) {
  const struct {
    const char* text;
    const char* e164;
    const char* display;
  } kCases[] = {
      {"13812345678", "+8613812345678", "138 1234 5678"},
      {"＋８６ １３８－１２３４－５６７８", "+8613812345678", "138 1234 5678"},
      {"0086 138 1234 5678", "+8613812345678", "138 1234 5678"},
      {"(021)61234567", "+862161234567", "021 6123 4567"},
      {"+86 021 6123-4567", "+862161234567", "021 6123 4567"},
      {"400-820-8820", "+864008208820", "400 820 8820"},
      {"800 820 8820", "+868008208820", "800 820 8820"},
      {"+1 310-456-0488", "+13104560488", "+1 310-456-0488"},
      {"+852 2123 4567", "+85221234567", "+852 2123 4567"},
  };
  for (const auto& c : kCases) {
    const auto phone = ParsePhone(c.text, "CN");
    ASSERT_THAT(phone, IsOk()) << c.text;
    EXPECT_EQ(phone->e164, c.e164) << c.text;
    EXPECT_EQ(phone->display, c.display) << c.text;
    EXPECT_FALSE(phone->is_short) << c.text;
  }
}

TEST(ParsePhone, ReadsExtensions) {
  for (const char* text : {"021-61234567转8", "021-61234567轉8", "021-61234567 分机8",
                           "021-61234567 分机号：8", "021-61234567-8", "021-6123 4567 ext 8",
                           "021-61234567 x8", "02161234567#8", "021-61234567;ext=8"}) {
    const auto phone = ParsePhone(text, "CN");
    ASSERT_THAT(phone, IsOk()) << text;
    EXPECT_EQ(phone->e164, "+862161234567;ext=8") << text;
    EXPECT_EQ(phone->display, "021 6123 4567 转8") << text;
  }
  EXPECT_EQ(ParsePhone("400-820-8820-123", "CN")->e164, "+864008208820;ext=123");
  EXPECT_EQ(ParsePhone("310-456-0488 ext. 12", "US")->display, "(310) 456-0488 ext. 12");
}

TEST(ParsePhone, StoredFormReadsBack) {
  const struct {
    const char* text;
    const char* region;
  } kCases[] = {{"021-61234567转8", "CN"},
                {"13812345678", "CN"},
                {"400-820-8820", "CN"},
                {"95588", "CN"},
                {"955000", "CN"},
                {"10086", "CN"},
                {"110", "CN"},
                {"911", "US"},
                {"999", "GB"},
                {"000", "AU"}};
  for (const auto& c : kCases) {
    const auto phone = ParsePhone(c.text, c.region);
    ASSERT_THAT(phone, IsOk()) << c.text;
    for (const char* region : {"CN", "US", "CA", "JM"}) {
      const auto again = ParsePhone(phone->e164, region);
      ASSERT_THAT(again, IsOk()) << phone->e164 << " in " << region;
      EXPECT_EQ(again->e164, phone->e164) << region;
      EXPECT_EQ(again->is_short, phone->is_short) << phone->e164;
    }
    EXPECT_EQ(ParsePhone(phone->e164, c.region)->display, phone->display);
  }
}

TEST(ParsePhone, KnowsServiceNumbers) {
  for (const char* text : {"95588", "12345", "110", "10086", "96110", "12306", "955 88"}) {
    const auto phone = ParsePhone(text, "CN");
    ASSERT_THAT(phone, IsOk()) << text;
    EXPECT_TRUE(phone->is_short) << text;
    EXPECT_THAT(phone->e164, ::testing::StartsWith("+86")) << text;
  }
  EXPECT_EQ(ParsePhone("95588", "CN")->e164, "+8695588");
  EXPECT_EQ(ParsePhone("911", "US")->e164, "+1911");
  EXPECT_EQ(ParsePhone("+86 95588", "CN")->display, "95588");
  EXPECT_EQ(ParsePhone("95588", "CN")->display, "95588");
  EXPECT_EQ(ParsePhone("+8695588", "US")->display, "+86 95588");
  // It has no extensions, and no other country's numbers are one.
  for (const char* text : {"95588转8", "95588 x8", "+86 12", "+8695588123", "+99995588"}) {
    EXPECT_THAT(ParsePhone(text, "CN"), StatusIs(absl::StatusCode::kInvalidArgument)) << text;
  }
}

TEST(ParsePhone, TakesTheRegionFromTheCaller) {
  EXPECT_EQ(ParsePhone("310/456-0488", "us")->e164, "+13104560488");
  EXPECT_EQ(ParsePhone("310/456-0488", "CN")->e164, "+863104560488");
}

TEST(ParsePhone, SaysWhatIsWrong) {
  const struct {
    const char* text;
    const char* region;
    const char* why;
  } kCases[] = {
      {"", "CN", "empty"},
      {" — ", "CN", "no part of a number"},
      {"--", "CN", "no digit"},
      {"张三 13812345678", "CN", "no part of a number"},
      {"1381234567", "CN", "no such number"},
      {"12345678901", "CN", "no such number"},
      {"61234567", "CN", "no such number"},
      {"6123", "CN", "too few digits"},
      {"13812345678/13912345678", "CN", "too many digits"},
      {"+999 1234567", "CN", "unknown country code"},
      {"13812345678", "XX", "unknown default region"},
      {"\xFF", "CN", "UTF-8"},
  };
  for (const auto& c : kCases) {
    EXPECT_THAT(ParsePhone(c.text, c.region),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(c.why)))
        << c.text;
  }
}

}  // namespace
}  // namespace guanxi::text
