#include "workflow-svc/notifications/mime.h"

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::workflow {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Mail Sample(const std::string& title, const std::string& text = "") {
  Mail mail;
  mail.from_name = "关系";
  mail.from = "crm@example.com";
  mail.to = "li@example.com";
  mail.id = "0196b0a0-0000-7000-8000-000000000001";
  mail.time = absl::FromUnixSeconds(1'790'000'000);
  mail.sayings = {{title, text, "customers/1", 1}};
  return mail;
}

std::string Repeated(absl::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) absl::StrAppend(&all, text);
  return all;
}

std::string HeadOf(const std::string& message) {
  return message.substr(0, message.find("\r\n\r\n"));
}

// What a reader makes of encoded words.
std::string Decoded(absl::string_view header) {
  std::string text;
  for (const absl::string_view line : absl::StrSplit(header, "\r\n ")) {
    EXPECT_LE(line.size(), 75u);
    EXPECT_TRUE(absl::StartsWith(line, "=?UTF-8?B?") && absl::EndsWith(line, "?=")) << line;
    std::string word;
    EXPECT_TRUE(absl::Base64Unescape(line.substr(10, line.size() - 12), &word));
    text += word;
  }
  return text;
}

std::string PartOf(const std::string& message, const std::string& type) {
  const size_t begin = message.find("\r\n\r\n", message.find("Content-Type: " + type)) + 4;
  const std::string lines = message.substr(begin, message.find("\r\n--", begin) - begin);
  std::string text;
  EXPECT_TRUE(absl::Base64Unescape(absl::StrReplaceAll(lines, {{"\r\n", ""}}), &text));
  return text;
}

TEST(MimeTest, TitlesOfAnyLengthAreEncodedInShortWordsThatSplitNoCharacter) {
  std::string title;
  for (int i = 0; i < 40; ++i) title += "请立即跟进🙂";
  EXPECT_EQ(Decoded(EncodeHeader(title)), title);
  EXPECT_EQ(EncodeHeader("Plain title 1"), "Plain title 1");
  // What looks encoded is not what was meant.
  EXPECT_EQ(Decoded(EncodeHeader("=?UTF-8?B?eA==?=")), "=?UTF-8?B?eA==?=");
}

TEST(MimeTest, NothingMakesAnotherLineOfTheHead) {
  for (const char* evil : {"x\r\nBcc: all@example.com", "x\nBcc: all@example.com",
                           "x\r\n\r\nBcc: all@example.com", "\rBcc: all@example.com"}) {
    Mail mail = Sample(evil);
    mail.from_name = evil;
    mail.to = evil;
    for (const absl::string_view line : absl::StrSplit(HeadOf(MakeMail(mail)), "\r\n")) {
      EXPECT_FALSE(absl::StartsWith(line, "Bcc")) << line;
      EXPECT_EQ(line.find_first_of("\r\n"), absl::string_view::npos) << line;
    }
  }
}

TEST(MimeTest, BothFormsSayTheSame) {
  const std::string message = MakeMail(Sample("VIP <b>客户</b>", "第一行\n\"第二行\" & more"));
  EXPECT_EQ(PartOf(message, "text/plain"),
            "VIP <b>客户</b>\n第一行\n\"第二行\" & more\ncustomers/1\n");
  const std::string html = PartOf(message, "text/html");
  EXPECT_THAT(html, HasSubstr("VIP &lt;b&gt;客户&lt;/b&gt;"));
  EXPECT_THAT(html, HasSubstr("<br>&quot;第二行&quot; &amp; more"));
  EXPECT_THAT(html, Not(HasSubstr("<b>")));
}

TEST(MimeTest, TheSameMailHasTheSameId) {
  const std::string head = HeadOf(MakeMail(Sample("x")));
  EXPECT_THAT(head, HasSubstr("Message-ID: <0196b0a0-0000-7000-8000-000000000001@example.com>"));
  EXPECT_THAT(head, HasSubstr("Date: Mon, 21 Sep 2026 14:13:20 +0000"));
  EXPECT_EQ(MakeMail(Sample("x")), MakeMail(Sample("x")));
}

TEST(MimeTest, SeveralAreOneWithACount) {
  Mail mail = Sample("到期");
  mail.sayings.push_back({"规则", "", "", 10'000});
  EXPECT_EQ(TitleOf(mail.sayings), "到期 +1");
  EXPECT_THAT(PartOf(MakeMail(mail), "text/plain"), HasSubstr("规则 ×10000"));
}

TEST(MimeTest, LinesAreShort) {
  Mail mail = Sample("x", std::string(4000, 'y'));
  for (const char* const title : {"x", "客户", "VIP "}) {
    mail.sayings[0].title = mail.from_name = Repeated(title, 40);
    const std::string message = MakeMail(mail);
    for (const absl::string_view line : absl::StrSplit(message, "\r\n")) {
      EXPECT_LE(line.size(), 78u) << line;
    }
  }
}

}  // namespace
}  // namespace guanxi::workflow
