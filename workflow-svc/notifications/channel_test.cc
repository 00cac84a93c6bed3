// Channels: their secrets, which nobody is shown, and their tests.
#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/workflow/v1/channel_service.pb.h"
#include "workflow-svc/notifications/notification_world.h"

namespace guanxi::workflow {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;
using v1::Channel;
using v1::Delivery;
using SetRequest = v1::SetChannelCredentialsRequest;

class ChannelTest : public ::testing::Test {
 protected:
  Channel OfKind(Channel::Kind kind) {
    Channel channel;
    channel.set_kind(kind);
    return world_.Create(channel);
  }
  absl::StatusOr<Channel> Set(const SetRequest& request) {
    return world_.channels.SetChannelCredentials(world_.service.call(), request);
  }
  absl::StatusOr<v1::TestChannelResponse> Test(const std::string& name,
                                               const std::string& address = "") {
    v1::TestChannelRequest request;
    request.set_name(name);
    request.set_address(address);
    return world_.channels.TestChannel(world_.service.call(), request);
  }

  NotificationWorld world_;
};

TEST_F(ChannelTest, ItsSecretsAreNowhereToBeSeen) {
  SetRequest request;
  request.set_name(OfKind(Channel::DINGTALK).name());
  request.set_url("https://oapi.dingtalk.com/robot/send?access_token=t0ken");
  request.set_secret("SECs3cret");
  const auto set = Set(request);
  ASSERT_THAT(set, IsOk());
  EXPECT_EQ(set->host(), "oapi.dingtalk.com");
  EXPECT_TRUE(set->has_secret());
  EXPECT_TRUE(set->ready());
  v1::ListChannelChangesRequest changes;
  changes.set_name(request.name());
  const auto history =
      world_.service.catalog->Of<Channel>().ListChanges<v1::ListChannelChangesResponse>(
          world_.service.call(), changes);
  ASSERT_THAT(history, IsOk());
  for (const std::string& shown :
       {set->DebugString(), world_.Get(request.name()).DebugString(), history->DebugString()}) {
    EXPECT_THAT(shown, Not(HasSubstr("t0ken")));
    EXPECT_THAT(shown, Not(HasSubstr("s3cret")));
  }
  for (const char* column : {"c.before_body", "c.after_body"}) {
    EXPECT_EQ(world_.service.Number(absl::StrCat("SELECT COUNT(*) FROM changes c WHERE INSTR(",
                                                 column, ", 'ken') > 0")),
              0);
  }
  EXPECT_EQ(world_.service.Number("SELECT COUNT(*) FROM channel_accounts"), 1);
  EXPECT_EQ(world_.service.Number(
                "SELECT COUNT(*) FROM channel_accounts WHERE INSTR(sealed, 't0ken') > 0 OR "
                "INSTR(sealed, 's3cret') > 0"),
            0);
}

TEST_F(ChannelTest, SecretsAreSetAndTakenAwayOneByOne) {
  SetRequest request;
  request.set_name(OfKind(Channel::WEBHOOK).name());
  request.set_secret("a");
  EXPECT_FALSE(Set(request)->ready());
  request.clear_secret();
  request.set_url("https://hooks.example.com/x");
  EXPECT_TRUE(Set(request)->has_secret());
  request.clear_url();
  request.add_clear(SetRequest::SECRET);
  const auto without = Set(request);
  EXPECT_FALSE(without->has_secret());
  EXPECT_EQ(without->host(), "hooks.example.com");
}

TEST_F(ChannelTest, WhatItsKindHasNoUseForIsRefused) {
  SetRequest request;
  request.set_name(OfKind(Channel::WECOM).name());
  EXPECT_FALSE(Set(request)->has_credentials_time());
  request.set_secret("s");
  EXPECT_THAT(std::string(Set(request).status().message()), HasSubstr("secret"));
  request.set_secret("two\r\nlines");
  EXPECT_EQ(Reason(Set(request).status()), "INVALID_FIELD");
  request.clear_secret();
  for (const char* url : {"x", "ftp://h/", "https://u:p@h.example/", "https://h.example/#f",
                          "https://中文.example/", "https://h.example/ x"}) {
    request.set_url(url);
    EXPECT_THAT(std::string(Set(request).status().message()), HasSubstr("url")) << url;
  }
  request.set_name(world_.CreateMail().name());
  request.set_url("https://h.example/");
  EXPECT_THAT(std::string(Set(request).status().message()), HasSubstr("url"));
  request.clear_url();
  request.set_secret("password");
  EXPECT_THAT(std::string(Set(request).status().message()), HasSubstr("secret"));
}

TEST_F(ChannelTest, ATestSendsNowAndSaysHowThatWent) {
  const Channel hook = world_.CreateWeb(Channel::WEBHOOK);
  EXPECT_TRUE(Test(hook.name())->sent());
  world_.web.AnswerBy({{401, "", ""}});
  const auto refused = Test(hook.name());
  ASSERT_THAT(refused, IsOk());
  EXPECT_FALSE(refused->sent());
  EXPECT_EQ(refused->error(), Delivery::CREDENTIALS_REFUSED);
  EXPECT_TRUE(world_.Get(hook.name()).has_test_time());
  EXPECT_EQ(Test(OfKind(Channel::WEBHOOK).name())->error(), Delivery::CHANNEL_NOT_READY);
  const Channel mail = world_.CreateMail();
  EXPECT_TRUE(Test(mail.name(), "li@example.com")->sent());
  ASSERT_THAT(world_.mail.messages(), SizeIs(1));
  EXPECT_EQ(world_.mail.messages()[0].to, "<li@example.com>");
  EXPECT_EQ(Reason(Test(mail.name()).status()), "INVALID_FIELD");
  EXPECT_EQ(Reason(Test(mail.name(), "li@x.cn\r\nBcc: b@x.cn").status()), "INVALID_FIELD");
  EXPECT_EQ(Reason(Test(hook.name(), "li@example.com").status()), "INVALID_FIELD");
}

TEST_F(ChannelTest, TestsAreBounded) {
  const Channel hook = world_.CreateWeb(Channel::WEBHOOK);
  for (int i = 0; i < 60; ++i) ASSERT_THAT(Test(hook.name()), IsOk());
  EXPECT_EQ(Reason(Test(hook.name()).status()), "TOO_MANY_TESTS");
  EXPECT_THAT(world_.web.requests(), SizeIs(60));
}

// Secrets are sealed for one channel: a row that is copied to another opens nothing.
TEST_F(ChannelTest, SealsAreBoundToTheirChannel) {
  const Channel hook = world_.CreateWeb(Channel::WEBHOOK, "s3cret");
  const Uuid tenant = world_.service.call().principal.tenant;
  const Uuid id = Uuid::Parse(hook.name().substr(9)).value();
  const Uuid other = DeriveUuid("channel", "other");
  EXPECT_THAT(world_.service.database->ReadWrite(
                  {},
                  [&](db::Transaction& tx) -> absl::Status {
                    const auto own = world_.accounts.Get(tx, tenant, id);
                    EXPECT_EQ(own->credentials.secret, "s3cret");
                    const auto copied = tx.Execute(
                        {"test.copy",
                         "INSERT INTO channel_accounts SELECT tenant_id, ?, sealed, failures, "
                         "window_time, window_count FROM channel_accounts WHERE tenant_id = ?"},
                        {other.bytes(), tenant.bytes()});
                    if (!copied.ok()) return copied.status();
                    EXPECT_EQ(world_.accounts.Get(tx, tenant, other).status().code(),
                              absl::StatusCode::kInternal);
                    return absl::OkStatus();
                  }),
              IsOk());
}

}  // namespace
}  // namespace guanxi::workflow
