#include "workflow-svc/notifications/robot.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/crypto/digest.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace guanxi::workflow {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using v1::Channel;
using v1::Delivery;

const absl::Time kNow = absl::FromUnixSeconds(1'790'000'000);

TEST(RobotTest, DingTalkGetsItsMarkdownAndASignature) {
  const HttpCall call =
      DingTalkCall("https://oapi.dingtalk.com/robot/send?access_token=t", "SECabc",
                   Channel::MARKDOWN, {{"回访", "今天\n下午", "", 1}}, kNow);
  const json body = json::parse(call.body);
  EXPECT_EQ(body, (json{{"msgtype", "markdown"},
                        {"markdown", {{"title", "回访"}, {"text", "**回访**\n\n今天\n\n下午"}}}}));
  // Base64 has signs that mean something in a query, this one "/" and "=".
  const std::string sign =
      absl::StrReplaceAll(absl::Base64Escape(crypto::HmacSha256("SECabc", "1790000000000\nSECabc")),
                          {{"+", "%2B"}, {"/", "%2F"}, {"=", "%3D"}});
  EXPECT_THAT(sign, AllOf(StartsWith("E5%2F"), EndsWith("%3D")));
  EXPECT_EQ(call.url, absl::StrCat("https://oapi.dingtalk.com/robot/send?access_token=t&timestamp="
                                   "1790000000000&sign=",
                                   sign));
}

TEST(RobotTest, WithoutASecretNothingIsSigned) {
  EXPECT_EQ(DingTalkCall("https://x/?a=b", "", Channel::TEXT, {{"t", "", "", 1}}, kNow).url,
            "https://x/?a=b");
}

TEST(RobotTest, BothTakeText) {
  const std::vector<Saying> one = {{"回访", "今天", "", 3}};
  EXPECT_EQ(json::parse(DingTalkCall("https://x/", "", Channel::TEXT, one, kNow).body),
            (json{{"msgtype", "text"}, {"text", {{"content", "回访 ×3\n今天"}}}}));
  EXPECT_EQ(json::parse(WeComCall("https://x/", Channel::TEXT, one).body),
            (json{{"msgtype", "text"}, {"text", {{"content", "回访 ×3\n今天"}}}}));
  EXPECT_EQ(json::parse(WeComCall("https://x/", Channel::MARKDOWN, one).body),
            (json{{"msgtype", "markdown"}, {"markdown", {{"content", "**回访 ×3**\n\n今天"}}}}));
}

TEST(RobotTest, ValuesMakeNoMarkup) {
  const std::vector<Saying> evil = {
      {"[点我](https://evil.example)", "# x <@all> **y** `z` @所有人", "", 1}};
  for (const auto& call : {WeComCall("https://x/", Channel::MARKDOWN, evil),
                           DingTalkCall("https://x/", "", Channel::MARKDOWN, evil, kNow)}) {
    const json body = json::parse(call.body);
    const std::string text = body["markdown"].value("content", "") +  //
                             body["markdown"].value("text", "");
    for (const char* sign : {"[", "]", "<", ">", "`", "#", "@"}) {
      EXPECT_THAT(text, Not(HasSubstr(sign)));
    }
  }
}

TEST(RobotTest, ManyAreCutToWhatTheRobotTakes) {
  std::vector<Saying> many;
  for (int i = 0; i < 500; ++i)
    many.push_back({absl::StrCat("第", i, "条"), "内容内容内容", "", 1});
  const json body = json::parse(WeComCall("https://x/", Channel::MARKDOWN, many).body);
  const std::string text = body["markdown"]["content"];
  EXPECT_LE(text.size(), 4096u);
  EXPECT_GT(text.size(), 3900u);
  EXPECT_THAT(text, HasSubstr("\n\n… +"));
  const std::vector<Saying> long_one = {{"x", std::string(9000, 'y'), "", 1}};
  const json cut = json::parse(WeComCall("https://x/", Channel::TEXT, long_one).body);
  EXPECT_LE(cut["text"]["content"].get<std::string>().size(), 2048u);
}

TEST(RobotTest, WebhooksAreSignedAndHaveTheirKey) {
  const WebhookBody what{"id-1",
                         kNow - absl::Minutes(5),
                         {"t", "x", "customers/1", 1},
                         "automationRules/1",
                         R"({"a":[1]})"};
  const HttpCall call = WebhookCall("https://x/", "s", what, kNow);
  const json body = json::parse(call.body);
  EXPECT_EQ(body["id"], "id-1");
  EXPECT_EQ(body["data"], (json{{"a", {1}}}));
  std::map<std::string, std::string> head(call.headers.begin(), call.headers.end());
  EXPECT_EQ(head["Idempotency-Key"], "id-1");
  EXPECT_EQ(head["webhook-signature"],
            "v1," + absl::Base64Escape(
                        crypto::HmacSha256("s", absl::StrCat("id-1.1790000000.", call.body))));
  // Sent again a minute later, it says the same.
  EXPECT_EQ(WebhookCall("https://x/", "s", what, kNow + absl::Minutes(1)).body, call.body);
}

TEST(RobotTest, AnswersAreReadByTheirErrcode) {
  const auto error = [](Channel::Kind kind, const std::string& answer) {
    Outcome outcome;
    outcome.status = 200;
    outcome.body = answer;
    return RobotOutcome(kind, outcome).error;
  };
  EXPECT_EQ(error(Channel::DINGTALK, R"({"errcode":0,"errmsg":"ok"})"),
            Delivery::ERROR_UNSPECIFIED);
  EXPECT_EQ(error(Channel::DINGTALK, R"({"errcode":130101})"), Delivery::REMOTE_BUSY);
  EXPECT_EQ(error(Channel::DINGTALK, R"({"errcode":310000})"), Delivery::CREDENTIALS_REFUSED);
  EXPECT_EQ(error(Channel::WECOM, R"({"errcode":45009})"), Delivery::REMOTE_BUSY);
  EXPECT_EQ(error(Channel::WECOM, R"({"errcode":93000})"), Delivery::CREDENTIALS_REFUSED);
  EXPECT_EQ(error(Channel::WECOM, R"({"errcode":40058})"), Delivery::REMOTE_REFUSED);
  for (const char* bad : {"", "ok", "[]", "{}", R"({"errcode":"0"})", "{\"errcode\":0"}) {
    EXPECT_EQ(error(Channel::WECOM, bad), Delivery::BAD_ANSWER) << bad;
  }
  EXPECT_EQ(error(Channel::WEBHOOK, "thanks"), Delivery::ERROR_UNSPECIFIED);
}

}  // namespace
}  // namespace guanxi::workflow
