#include "common/text/email.h"

#include <string>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::text {
namespace {

using ::testing::HasSubstr;

TEST(ParseEmail, NormalizesTheDomainAndKeepsTheLocalPart) {
  const auto email = ParseEmail("  Zhang.San+crm＠Example.COM ");
  ASSERT_THAT(email, IsOk());
  EXPECT_EQ(email->address, "Zhang.San+crm@example.com");
  EXPECT_EQ(email->match_key, "zhang.san+crm@example.com");
}

TEST(ParseEmail, WritesForeignDomainsInAscii) {
  EXPECT_EQ(ParseEmail("li@例子.公司")->address, "li@xn--fsqu00a.xn--55qx5d");
  EXPECT_EQ(ParseEmail("a@BÜCHER.example")->match_key, "a@xn--bcher-kva.example");
  EXPECT_EQ(ParseEmail("张三@example.com")->address, "张三@example.com");
}

TEST(ParseEmail, SaysWhatIsWrong) {
  const struct {
    std::string text;
    const char* why;
  } kCases[] = {
      {"", "empty"},
      {"zhang.example.com", "no \"@\""},
      {"@example.com", "nothing before"},
      {"a b@example.com", "\" \" before"},
      {"a@b@example.com", "\"@\" before"},
      {".a@example.com", "a dot"},
      {"a..b@example.com", "a dot"},
      {"a@localhost", "no dot"},
      {"a@exa mple.com", "not a valid one"},
      {"a@-x.com", "not a valid one"},
      {"a@", "not a valid one"},
      {std::string(65, 'a') + "@example.com", "more than 64"},
      {"a@" + std::string(60, 'b') + "." + std::string(60, 'b') + "." + std::string(60, 'b') + "." +
           std::string(60, 'b') + "." + std::string(60, 'b') + ".com",
       "not a valid one"},
      {"\xFF@example.com", "UTF-8"},
  };
  for (const auto& c : kCases) {
    EXPECT_THAT(ParseEmail(c.text), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(c.why)))
        << c.text;
  }
}

TEST(ParseEmail, DropsWhatIsNoPartOfTheAddress) {
  for (const char* text :
       {"me@example.com.", "me@example.com。", "me@example.com，", "me@example.com;",
        "<me@example.com>", "mailto:me@example.com", "MAILTO:me@example.com", "me＠example．com",
        "me@example。com", "\"me@example.com\"", "me\u200B@exa\u00ADmple.com",
        "m\u200De@example.com", "me@Example.COM.."}) {
    const auto email = ParseEmail(text);
    ASSERT_THAT(email, IsOk()) << text;
    EXPECT_EQ(email->address, "me@example.com") << text;
  }
  EXPECT_EQ(ParseEmail("サーバー@例え.jp")->address, "サーバー@xn--r8jz45g.jp");
}

// So many that whoever takes them off one within the other leaves his stack.
TEST(ParseEmail, DropsAnyNumberOfFullStops) {
  std::string text = "me@example.com";
  for (int i = 0; i < 300'000; ++i) text += i % 2 == 0 ? "。" : ".";
  EXPECT_EQ(ParseEmail(text)->address, "me@example.com");
}

TEST(ParseEmail, TellsTheNameBesideTheAddress) {
  const struct {
    const char* text;
    const char* around;
  } kCases[] = {{"张三 <a@b.cn>", "张三"},
                {"\"Zhang, San\" <a@b.cn>", "Zhang, San"},
                {"张三<a@b.cn>。", "张三"},
                {"a@b.cn（张三）", "张三"},
                {"邮箱：a@b.cn", "邮箱"},
                {"Email: <a@b.cn>", "Email"},
                {"a@b.cn", ""}};
  for (const auto& c : kCases) {
    std::string around;
    const auto email = ParseEmail(c.text, &around);
    ASSERT_THAT(email, IsOk()) << c.text;
    EXPECT_EQ(email->address, "a@b.cn") << c.text;
    EXPECT_EQ(around, c.around) << c.text;
    EXPECT_EQ(ParseEmail(c.text).ok(), around.empty()) << c.text;
  }
  std::string around;
  for (const char* text : {"a@b.cn 张三", "张三 a@b.cn", "a@b.cn, 张三", "<a@b.cn> <c@d.cn>",
                           "a@b.cn/c@d.cn", "http://a@b.cn", "a@b,cn"}) {
    EXPECT_FALSE(ParseEmail(text, &around).ok()) << text;
  }
}

}  // namespace
}  // namespace guanxi::text
