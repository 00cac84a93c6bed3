// What waits for one channel holds up no other.
#include "common/resource/environment.h"
#include "common/resource/resource_name.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "workflow-svc/notifications/delivery_queue.h"
#include "workflow-svc/notifications/notification_world.h"

namespace guanxi::workflow {
namespace {

using v1::Channel;

class DeliveryTurnsTest : public ::testing::Test {
 protected:
  // `count` postings that have been due since `due`.
  void Fill(const Channel& channel, int count, absl::Time due, const std::string& title) {
    Target target;
    target.tenant = world_.service.call().principal.tenant;
    target.channel = resource::ParseReference("channels", channel.name()).value();
    ASSERT_THAT(world_.service.database->ReadWrite(
                    {db::Lane::kJob},
                    [&](db::Transaction& tx) -> absl::Status {
                      QueuedDelivery delivery;
                      delivery.due_time = due;
                      delivery.posting.set_title(title);
                      for (int i = 0; i < count; ++i) {
                        delivery.id = world_.service.environment->uuids().Next();
                        const absl::Status put = Enqueue(tx, target, delivery);
                        if (!put.ok()) return put;
                      }
                      return absl::OkStatus();
                    }),
                IsOk());
  }
  bool WasSent(const std::string& title) {
    for (const outgoing::HttpSink::Request& request : world_.web.requests()) {
      if (request.body.find(title) != std::string::npos) return true;
    }
    return false;
  }

  NotificationWorld world_;
};

// A rule over an import, say, whose channel takes one call at a time.
TEST_F(DeliveryTurnsTest, AChannelForWhichVeryMuchWaitsHoldsUpNoOther) {
  const Channel busy = world_.CreateWeb(Channel::WEBHOOK);
  const Channel other = world_.CreateWeb(Channel::WEBHOOK);
  world_.web.AnswerBy({{200, "", ""}});
  const absl::Time now = world_.service.clock.Now();
  Fill(busy, 600, now - absl::Minutes(1), "busy");
  Fill(other, 1, now, "other");
  EXPECT_THAT(world_.sender.RunOnce(), IsOkAndHolds(2));
  EXPECT_TRUE(WasSent("busy"));
  EXPECT_TRUE(WasSent("other"));
}

// What is not due yet is nobody's turn.
TEST_F(DeliveryTurnsTest, WhatIsNotDueWaitsHoweverMuchElseIs) {
  const Channel busy = world_.CreateWeb(Channel::WEBHOOK);
  const Channel other = world_.CreateWeb(Channel::WEBHOOK);
  world_.web.AnswerBy({{200, "", ""}});
  const absl::Time now = world_.service.clock.Now();
  Fill(busy, 600, now - absl::Minutes(1), "busy");
  Fill(other, 1, now + absl::Minutes(1), "other");
  EXPECT_THAT(world_.sender.RunOnce(), IsOkAndHolds(1));
  EXPECT_FALSE(WasSent("other"));
}

}  // namespace
}  // namespace guanxi::workflow
