#include "common/text/value_list.h"

#include <string>
#include <vector>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::text {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;

TEST(SplitPhones, PartsNumbersByEverySeparator) {
  for (const char* separator : {",", "，", ", ", "/", " / ", "／", "、", "\n", "\r\n", " ", "  ",
                                "　", ";", "；", "; ", " ::: ", "|", "｜", ",,"}) {
    const std::string text = std::string("13800138000") + separator + "0571-88881234";
    EXPECT_THAT(SplitPhones(text, "CN"), ElementsAre("13800138000", "0571-88881234")) << text;
  }
}

TEST(SplitPhones, LeavesOneNumberWhole) {
  for (const char* text :
       {"021 6123 4567", "138 0013 8000", "021/61234567", "+86 021 6123-4567 转8",
        "+8657188881234;ext=8", "0571-88881234 分机 8001", "13800138000（张经理）",
        "13800138000 张经理", "955 88", "",
        // Not a number, but not two either.
        "0571-88881234 8001", "0571-88881234/801", "0572-2212345/801", "0572-2212345-8/9",
        "95511 1", "张三/李四", "010 12345 6"}) {
    if (*text == '\0') {
      EXPECT_THAT(SplitPhones(text, "CN"), IsEmpty());
    } else {
      EXPECT_THAT(SplitPhones(text, "CN"), ElementsAre(text));
    }
  }
  EXPECT_THAT(SplitPhones("310/456-0488", "US"), ElementsAre("310/456-0488"));
}

TEST(SplitPhones, KeepsWordsAndExtensionsWithTheirNumber) {
  const struct {
    const char* text;
    std::vector<std::string> phones;
  } kCases[] = {
      {"13800138000,张经理", {"13800138000 张经理"}},
      {"张经理，13800138000；李工，13900139000", {"张经理 13800138000", "李工 13900139000"}},
      {"13800138000，张经理；13900139000，李工", {"13800138000 张经理", "13900139000 李工"}},
      {"无；13800138000、-", {"13800138000"}},
      {"13800138000/无", {"13800138000"}},
      {"张经理 13800138000 13900139000", {"张经理 13800138000", "13900139000"}},
      {"13800138000（张） 13900139000（李）", {"13800138000（张）", "13900139000（李）"}},
      {"0571-88881234，转8001", {"0571-88881234 转8001"}},
      {"+8657188881234;ext=8; 13800138000", {"+8657188881234;ext=8", "13800138000"}},
      {"+8657188881234; ext=8", {"+8657188881234;ext=8"}},
      {"+8695511;ext=1;+8695588", {"+8695511;ext=1", "+8695588"}},
      // The second has no area code of its own: it is kept apart and will be refused.
      {"0571-88881234/88885678", {"0571-88881234", "88885678"}},
      {"0572-2212345/6", {"0572-2212345", "0572-2212346"}},
      {"0572-221 2345／46 / 7", {"0572-221 2345", "0572-221 2346", "0572-221 2347"}},
      {"13800138000/1", {"13800138000", "13800138001"}},
      {"13800138000/13900139000/1", {"13800138000", "13900139000", "13900139001"}},
      {"电话0571-88881234/5", {"电话0571-88881234", "电话0571-88881235"}},
      {"020 7946 0958 / 020 7946 0959", {"020 7946 0958", "020 7946 0959"}},
  };
  for (const auto& c : kCases) {
    const bool british = c.text[0] == '0' && c.text[2] == '0';
    EXPECT_THAT(SplitPhones(c.text, british ? "GB" : "CN"), ElementsAreArray(c.phones)) << c.text;
  }
}

TEST(SplitEmails, PartsAddressesByEverySeparator) {
  for (const char* separator : {",", "，", ", ", "/", "、", "\n", " ", ";", "；", " ::: ", "|"}) {
    const std::string text = std::string("a@b.cn") + separator + "c@d.cn";
    EXPECT_THAT(SplitEmails(text), ElementsAre("a@b.cn", "c@d.cn")) << text;
  }
  EXPECT_THAT(SplitEmails("张三 <a@b.cn>, 李四 <c@d.cn>"),
              ElementsAre("张三 <a@b.cn>", "李四 <c@d.cn>"));
  EXPECT_THAT(SplitEmails("张三 <a@b.cn> 李四 <c@d.cn>"),
              ElementsAre("张三 <a@b.cn>", "李四 <c@d.cn>"));
  EXPECT_THAT(SplitEmails("\"Zhang, San\" <a@b.cn>"), ElementsAre("\"Zhang, San\" <a@b.cn>"));
  EXPECT_THAT(SplitEmails("a/b@c.cn"), ElementsAre("a/b@c.cn"));
  EXPECT_THAT(SplitEmails("a b@c.cn"), ElementsAre("a b@c.cn")) << "to be refused";
}

}  // namespace
}  // namespace guanxi::text
