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
  // Emergency numbers have no extensions, and no other country's numbers are one.
  for (const char* text : {"110转8", "110-8", "119-1234", "95511 1", "+86 95511 1", "+86 12",
                           "+8695588123", "+99995588"}) {
    EXPECT_THAT(ParsePhone(text, "CN"), StatusIs(absl::StatusCode::kInvalidArgument)) << text;
  }
}

TEST(ParsePhone, TakesTheRegionFromTheCaller) {
  EXPECT_EQ(ParsePhone("310/456-0488", "us")->e164, "+13104560488");
  EXPECT_EQ(ParsePhone("310-4560488", "CN")->e164, "+863104560488");
}

TEST(ParsePhone, SaysWhatIsWrong) {
  const struct {
    const char* text;
    const char* region;
    const char* why;
  } kCases[] = {
      {"", "CN", "empty"},
      {" — ", "CN", "no digit"},
      {"--", "CN", "no digit"},
      {"张三 13812345678", "CN", "no part of a number"},
      {"1381234567", "CN", "no such number"},
      {"12345678901", "CN", "no such number"},
      {"61234567", "CN", "the area code is missing"},
      {"13800138000;13900139000", "CN", "several numbers"},
      {"13800138000,13900139000", "CN", "several numbers"},
      {"13800138000、13900139000", "CN", "several numbers"},
      {"13800138000 x13900139000", "CN", "at most 7 digits"},
      {"13800138000转12345678", "CN", "at most 7 digits"},
      {"0571-88881234~8", "CN", "a range"},
      {"0571-88881234转8001-8005", "CN", "no part of a number"},
      {"+8613800138000 +8613900139000", "CN", "no part of a number"},
      {"0571-88881234分机", "CN", "no part of a number"},
      {"6123", "CN", "too few digits"},
      // Neither is anybody called by: one rule for what is too short.
      {"123", "CN", "too few digits"},
      {"100", "CN", "too few digits"},
      {"+86123", "US", "too few digits"},
      {"1381234", "CN", ""},
      {"13812345678/13912345678", "CN", "too many digits"},
      {"0572-2212345/6", "CN", "several numbers"},
      {"0572-221 2345／46", "CN", "several numbers"},
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

TEST(ParsePhone, ReadsExtensionsInBracketsAndWords) {
  for (const char* text :
       {"0571-88881234（8001）", "0571-88881234(8001)", "0571-88881234*8001",
        "0571-88881234转8001分机", "0571-88881234转(8001)", "0571-88881234内线8001",
        "0571-88881234（转8001）", "0571-88881234（分机 8001）", "0571-88881234 8001分机",
        "0571-88881234-转8001", "0571-88881234轉分機8001", "(0571)88881234-8001",
        "057188881234 EXT: 8001", "0571-88881234 extension 8001", "0571-88881234#8001#",
        "+86 571 8888 1234 x8001", "+8657188881234;ext=8001"}) {
    const auto phone = ParsePhone(text, "CN");
    ASSERT_THAT(phone, IsOk()) << text;
    EXPECT_EQ(phone->e164, "+8657188881234;ext=8001") << text;
  }
}

TEST(ParsePhone, ReadsDashesBracketsAndDigitsOfAnyKind) {
  for (const char* text :
       {"0571\u201488881234", "0571\u2014\u201488881234", "0571\u201388881234",
        "0571\u221288881234", "【0571】88881234", "〔0571〕88881234", "[0571] 8888 1234",
        "（0571）8888－1234", "0571·88881234",
        "\u0660\u0665\u0667\u0661-\u0668\u0668\u0668\u0668\u0661\u0662\u0663\u0664",
        "0571\u00A08888\u20031234", "0571\u200B-8888\u00AD1234\uFEFF", "0571\u200D88881234",
        "tel:0571-88881234", "Tel: 0571-88881234"}) {
    const auto phone = ParsePhone(text, "CN");
    ASSERT_THAT(phone, IsOk()) << text;
    EXPECT_EQ(phone->e164, "+8657188881234") << text;
  }
}

TEST(ParsePhone, ReadsTheMenuChoiceOfAHotlineAsItsExtension) {
  for (const char* text : {"95511-1", "95511转1", "95511 x1", "95511(1)", "+8695511-1"}) {
    const auto phone = ParsePhone(text, "CN");
    ASSERT_THAT(phone, IsOk()) << text;
    EXPECT_EQ(phone->e164, "+8695511;ext=1") << text;
    EXPECT_EQ(ParsePhone(phone->e164, "US")->e164, phone->e164);
  }
  EXPECT_EQ(ParsePhone("12345-2", "CN")->e164, "+8612345;ext=2");
  EXPECT_EQ(ParsePhone("10086转0", "CN")->e164, "+8610086;ext=0");
  EXPECT_EQ(ParsePhone("955-88", "CN")->e164, "+8695588");
}

TEST(ParsePhone, KnowsEveryChineseMobileNumber) {
  for (const char* text : {"14911030512", "149 1103 0512", "+86 149-1103-0512", "8614911030512",
                           "86 149 1103 0512", "(+86)14911030512", "014911030512"}) {
    const auto phone = ParsePhone(text, "CN");
    ASSERT_THAT(phone, IsOk()) << text;
    EXPECT_EQ(phone->e164, "+8614911030512") << text;
    EXPECT_EQ(phone->display, "149 1103 0512") << text;
  }
  for (int prefix = 130; prefix < 200; ++prefix) {
    const std::string number = std::to_string(prefix) + "00138000";
    EXPECT_THAT(ParsePhone(number, "CN"), IsOk()) << number;
    EXPECT_EQ(ParsePhone("+86" + number, "US")->e164, "+86" + number);
  }
  EXPECT_FALSE(ParsePhone("12900138000", "CN").ok());
}

TEST(ParsePhone, GroupsOfAnotherCountryAreNoChineseNumber) {
  for (const char* text : {"1-650-253-0000", "1 (650) 253-0000", "1.650.253.0000"}) {
    EXPECT_EQ(ParsePhone(text, "CN")->e164, "+16502530000") << text;
  }
  for (const char* text : {"1-380-013-8000", "650-253-0000", "(310) 456-0488", "310/456-0488"}) {
    EXPECT_THAT(ParsePhone(text, "CN"),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("+1 or +86")))
        << text;
  }
  EXPECT_EQ(ParsePhone("16502530000", "CN")->e164, "+8616502530000");
  EXPECT_EQ(ParsePhone("165-0253-0000", "CN")->e164, "+8616502530000");
  EXPECT_EQ(ParsePhone("400-820-8820", "CN")->e164, "+864008208820");
}

TEST(ParsePhone, ReadsHongKongMacauAndTaiwan) {
  const struct {
    const char* text;
    const char* e164;
  } kCases[] = {{"852-21234567", "+85221234567"},    {"(852) 2123 4567", "+85221234567"},
                {"00852-21234567", "+85221234567"},  {"853-28881234", "+85328881234"},
                {"886-2-23456789", "+886223456789"}, {"+886 (0)2 2345 6789", "+886223456789"},
                {"886-912345678", "+886912345678"},  {"852-21234567-12", "+85221234567;ext=12"}};
  for (const auto& c : kCases) {
    const auto phone = ParsePhone(c.text, "CN");
    ASSERT_THAT(phone, IsOk()) << c.text;
    EXPECT_EQ(phone->e164, c.e164) << c.text;
  }
}

TEST(ParsePhone, TellsTheWordsAroundTheNumber) {
  const struct {
    const char* text;
    const char* e164;
    const char* around;
  } kCases[] = {{"电话：0571-88881234", "+8657188881234", "电话"},
                {"13800138000（张经理）", "+8613800138000", "张经理"},
                {"张三 13800138000", "+8613800138000", "张三"},
                {"张三13800138000（财务）", "+8613800138000", "张三 财务"},
                {"手机:+86 138-0013-8000", "+8613800138000", "手机"},
                {"0571-88881234转8001（李工）", "+8657188881234;ext=8001", "李工"},
                {"前台 0571-88881234(8001)", "+8657188881234;ext=8001", "前台"},
                {"Mr. Max 13800138000", "+8613800138000", "Mr. Max"},
                {"13800138000 采购(主管)", "+8613800138000", "采购(主管)"},
                {"☎ 13800138000。", "+8613800138000", ""},
                {"13800138000", "+8613800138000", ""}};
  for (const auto& c : kCases) {
    std::string around = "of the call before";
    const auto phone = ParsePhone(c.text, "CN", &around);
    ASSERT_THAT(phone, IsOk()) << c.text;
    EXPECT_EQ(phone->e164, c.e164) << c.text;
    EXPECT_EQ(around, c.around) << c.text;
    EXPECT_EQ(ParsePhone(c.text, "CN").ok(), around.empty()) << c.text;
  }
  std::string around;
  for (const char* text : {"13800138000（2号楼）", "0571-88881234-2号楼",
                           "13800138000或13900139000", "A+13800138000", "1-800-FLOWERS", "张三"}) {
    EXPECT_THAT(ParsePhone(text, "CN", &around), StatusIs(absl::StatusCode::kInvalidArgument))
        << text;
  }
}

}  // namespace
}  // namespace guanxi::text
