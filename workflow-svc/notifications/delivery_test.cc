// What leaves the house: by mail, once it may; again after failures; never twice as another.

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/events/unit_effects.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/workflow/v1/channel_service.pb.h"
#include "nlohmann/json.hpp"
#include "workflow-svc/notifications/delivery_record.h"
#include "workflow-svc/notifications/notification_world.h"
#include "workflow-svc/notifications/robot.h"

namespace guanxi::workflow {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Property;
using ::testing::SizeIs;
using v1::Channel;
using v1::Delivery;
using v1::Notification;

std::string HeaderOf(const std::string& message, const std::string& name) {
  const size_t begin = message.find(name + ": ");
  return begin == std::string::npos ? ""
                                    : message.substr(begin, message.find("\r\n", begin) - begin);
}

class DeliveryTest : public ::testing::Test {
 protected:
  void PostTo(const Channel& channel, const std::string& title, const std::string& once = "") {
    Posting posting;
    posting.channel = channel.name();
    posting.text = {title, "内容"};
    posting.source = "automationRules/1";
    posting.once_key = once;
    world_.Send(posting);
  }
  Delivery Only() {
    const auto all = world_.Deliveries();
    EXPECT_THAT(all, SizeIs(1));
    return all.empty() ? Delivery() : all[0];
  }
  NotificationWorld world_;
};

TEST_F(DeliveryTest, WhatFailsIsTriedAgainEverMoreSeldomAndIsTheSame) {
  const Channel hook = world_.CreateWeb(Channel::WEBHOOK, "s3cret");
  world_.web.AnswerBy({{503, "", ""}, {500, "", ""}, {200, "", ""}});
  PostTo(hook, "x");
  world_.Run();
  EXPECT_EQ(Only().state(), Delivery::FAILED);
  EXPECT_EQ(Only().error(), Delivery::REMOTE_BUSY);
  world_.Advance(BackOff(1) - absl::Seconds(1));
  world_.Run();
  EXPECT_EQ(Only().attempts(), 1);
  world_.Advance(absl::Seconds(1));
  world_.Run();
  EXPECT_EQ(Only().attempts(), 2);
  world_.Advance(BackOff(2));
  world_.Run();
  EXPECT_EQ(Only().state(), Delivery::SENT);
  EXPECT_EQ(Only().error(), Delivery::ERROR_UNSPECIFIED);
  EXPECT_FALSE(Only().has_next_attempt_time());
  const auto requests = world_.web.requests();
  ASSERT_THAT(requests, SizeIs(3));
  const std::string key = HeaderOf(requests[0].head, "Idempotency-Key");
  EXPECT_EQ(key, absl::StrCat("Idempotency-Key: ", Only().name().substr(11)));
  EXPECT_EQ(HeaderOf(requests[2].head, "Idempotency-Key"), key);
  EXPECT_NE(HeaderOf(requests[2].head, "webhook-signature"), "");
}

TEST_F(DeliveryTest, AChannelThatFailsAgainAndAgainIsPausedAndItsOwnerTold) {
  const Channel hook = world_.CreateWeb(Channel::WEBHOOK);
  world_.web.AnswerBy({{500, "", ""}});
  for (int i = 0; i < kFailuresToPause + 3; ++i) PostTo(hook, absl::StrCat("x", i));
  world_.Run();
  EXPECT_EQ(world_.Get(hook.name()).state(), Channel::PAUSED);
  EXPECT_THAT(world_.web.requests(), SizeIs(kFailuresToPause));
  world_.Run();
  const auto told = world_.NotificationsOf("ada");
  ASSERT_THAT(told, SizeIs(1));
  EXPECT_EQ(told[0].kind(), Notification::CHANNEL_PAUSED);
  EXPECT_THAT(told[0].title(), HasSubstr("渠道"));
  // What waits goes out once it may.
  world_.web.AnswerBy({{200, "", ""}});
  world_.Advance(absl::Hours(1));
  world_.Run();
  EXPECT_THAT(world_.web.requests(), SizeIs(kFailuresToPause));
  v1::ResumeChannelRequest resume;
  resume.set_name(hook.name());
  ASSERT_THAT(world_.channels.ResumeChannel(world_.service.call(), resume), IsOk());
  world_.Run();
  EXPECT_THAT(world_.Deliveries(), Each(Property(&Delivery::state, Delivery::SENT)));
}

// Its channel goes before the posting becomes a delivery: that one says what became of it.
TEST_F(DeliveryTest, WhatIsPostedToAChannelThatHasGoneIsGivenUp) {
  const Channel hook = world_.CreateWeb(Channel::WEBHOOK);
  PostTo(hook, "x");
  v1::DeleteChannelRequest gone;
  gone.set_name(hook.name());
  ASSERT_THAT(world_.service.catalog->Of<Channel>().Delete<Channel>(world_.service.call(), gone),
              IsOk());
  world_.Run();
  EXPECT_EQ(Only().state(), Delivery::DEAD);
  EXPECT_EQ(Only().error(), Delivery::CHANNEL_NOT_READY);
  EXPECT_THAT(world_.web.requests(), SizeIs(0));
}

TEST_F(DeliveryTest, WhatWaitsForAPausedChannelIsGivenUpAfterThreeDays) {
  const Channel hook = world_.CreateWeb(Channel::WEBHOOK);
  world_.web.AnswerBy({{500, "", ""}});
  for (int i = 0; i < kFailuresToPause; ++i) PostTo(hook, absl::StrCat("x", i));
  world_.Run();
  world_.Advance(kMaxPause + absl::Minutes(1));
  world_.Run();
  EXPECT_THAT(world_.Deliveries(), Each(Property(&Delivery::state, Delivery::DEAD)));
  EXPECT_EQ(world_.Deliveries()[0].error(), Delivery::CHANNEL_PAUSED);
}

TEST_F(DeliveryTest, ManyForOneRobotAreOneMessageAndItsMinuteIsRespected) {
  const Channel robot = world_.CreateWeb(Channel::DINGTALK, "SECabc");
  world_.web.AnswerBy({{200, R"({"errcode":0,"errmsg":"ok"})", ""}});
  for (int i = 0; i < 30; ++i) PostTo(robot, absl::StrCat("第", i, "条"));
  world_.Run();
  ASSERT_THAT(world_.web.requests(), SizeIs(1));
  const auto body = nlohmann::json::parse(world_.web.requests()[0].body);
  EXPECT_THAT(body["markdown"]["text"].get<std::string>(), HasSubstr("第29条"));
  EXPECT_THAT(world_.web.requests()[0].head, HasSubstr("&sign="));
  for (int i = 0; i < 25; ++i) {
    PostTo(robot, "again");
    world_.Run();
  }
  EXPECT_THAT(world_.web.requests(), SizeIs(kRobotMessagesPerMinute));
  world_.Advance(absl::Minutes(1));
  world_.Run();
  EXPECT_THAT(world_.web.requests(), SizeIs(kRobotMessagesPerMinute + 1));
  EXPECT_THAT(world_.Deliveries(), Each(Property(&Delivery::state, Delivery::SENT)));
}

TEST_F(DeliveryTest, ARobotsAnswerIsRead) {
  const Channel robot = world_.CreateWeb(Channel::WECOM);
  world_.web.AnswerBy({{200, R"({"errcode":93000,"errmsg":"invalid webhook url"})", ""}});
  PostTo(robot, "x");
  world_.Run();
  EXPECT_EQ(Only().state(), Delivery::FAILED);
  EXPECT_EQ(Only().error(), Delivery::CREDENTIALS_REFUSED);
}

TEST_F(DeliveryTest, TheSameIsPostedOnce) {
  const Channel hook = world_.CreateWeb(Channel::WEBHOOK);
  PostTo(hook, "x", "rule 1, event 2");
  PostTo(hook, "x", "rule 1, event 2");
  world_.Run();
  PostTo(hook, "x", "rule 1, event 2");
  PostTo(hook, "x", "rule 1, event 3");
  world_.Run();
  EXPECT_THAT(world_.web.requests(), SizeIs(2));
}

TEST_F(DeliveryTest, AMailServerIsToldNothingWithoutAPerson) {
  PostTo(world_.CreateMail(), "x");
  world_.Run();
  EXPECT_EQ(Only().state(), Delivery::DEAD);
  EXPECT_EQ(Only().error(), Delivery::NO_ADDRESS);
}

TEST_F(DeliveryTest, AChannelThatIsGoneGetsNothing) {
  const Channel hook = world_.CreateWeb(Channel::WEBHOOK);
  PostTo(hook, "before");
  while (world_.dispatcher.RunOnce().value() > 0) {
  }
  v1::DeleteChannelRequest request;
  request.set_name(hook.name());
  ASSERT_THAT(world_.service.catalog->Of<Channel>().Delete<Channel>(world_.service.call(), request),
              IsOk());
  PostTo(hook, "after");
  world_.Run();
  EXPECT_THAT(world_.web.requests(), IsEmpty());
  EXPECT_THAT(world_.Deliveries(),
              AllOf(SizeIs(2), Each(Property(&Delivery::error, Delivery::CHANNEL_NOT_READY))));
  EXPECT_EQ(world_.service.Number("SELECT COUNT(*) FROM channel_accounts"), 0);
}

}  // namespace
}  // namespace guanxi::workflow
