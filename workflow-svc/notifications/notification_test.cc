// What people are told: their own lists, read marks, bundles, languages.
#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/events/unit_effects.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/workflow/v1/notification_service.pb.h"
#include "workflow-svc/notifications/notification_world.h"
#include "workflow-svc/notifications/worker.h"

namespace guanxi::workflow {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using v1::Notification;

Notice Ready(const std::string& user, const std::string& title, const std::string& bundle = "") {
  Notice notice;
  notice.kind = Notification::RULE;
  notice.recipients.push_back({NotificationWorld::User(user), {title, "内容"}});
  notice.subject = "customers/0196b0a0-0000-7000-8000-000000000001";
  notice.source = "automationRules/0196b0a0-0000-7000-8000-000000000002";
  notice.bundle_key = bundle;
  return notice;
}

class NotificationTest : public ::testing::Test {
 protected:
  int Unread(const std::string& name) {
    return world_.notifications.CountUnreadNotifications(world_.CallOf(name), {})->unread_count();
  }
  absl::StatusOr<v1::MarkNotificationsReadResponse> Mark(
      const std::string& name, const v1::MarkNotificationsReadRequest& request) {
    return world_.notifications.MarkNotificationsRead(world_.CallOf(name), request);
  }

  NotificationWorld world_;
};

TEST_F(NotificationTest, IsToldOnceWithAllThatItSays) {
  world_.Tell(Ready("chen", "请跟进\r\n灵动"));
  world_.Run();
  world_.Run();
  const auto told = world_.NotificationsOf("chen");
  ASSERT_THAT(told, SizeIs(1));
  EXPECT_EQ(told[0].title(), "请跟进  灵动");
  EXPECT_EQ(told[0].text(), "内容");
  EXPECT_EQ(told[0].recipient(), NotificationWorld::User("chen"));
  EXPECT_EQ(told[0].kind(), Notification::RULE);
  EXPECT_EQ(told[0].state(), Notification::UNREAD);
  EXPECT_EQ(told[0].count(), 1);
  EXPECT_THAT(told[0].subject(), HasSubstr("customers/"));
}

TEST_F(NotificationTest, APersonHasHisOwnWhateverHisRoleSays) {
  world_.Tell(Ready("chen", "x"));
  world_.Run();
  EXPECT_THAT(world_.NotificationsOf("ben"), IsEmpty());
  EXPECT_EQ(Unread("ben"), 0);
  EXPECT_EQ(Unread("chen"), 1);
  const std::string name = world_.NotificationsOf("chen")[0].name();
  v1::GetNotificationRequest get;
  get.set_name(name);
  const auto& methods = world_.service.catalog->Of<Notification>();
  EXPECT_THAT(methods.Get<Notification>(world_.CallOf("chen"), get), IsOk());
  EXPECT_EQ(Reason(methods.Get<Notification>(world_.CallOf("ben"), get).status()),
            "NOTIFICATION_NOT_FOUND");
  v1::MarkNotificationsReadRequest request;
  request.add_names(name);
  EXPECT_EQ(Reason(Mark("ben", request).status()), "NOTIFICATION_NOT_FOUND");
  EXPECT_EQ(Unread("chen"), 1);
}

TEST_F(NotificationTest, ReadMarksAreSetByNameAndByTime) {
  for (const char* title : {"a", "b", "c"}) {
    world_.Tell(Ready("chen", title));
    world_.Run();
    world_.Advance(absl::Seconds(10));
  }
  const auto told = world_.NotificationsOf("chen");
  ASSERT_THAT(told, SizeIs(3));
  v1::MarkNotificationsReadRequest one;
  one.add_names(told[2].name());
  EXPECT_EQ(Mark("chen", one)->marked_count(), 1);
  EXPECT_EQ(Mark("chen", one)->marked_count(), 0);
  v1::MarkNotificationsReadRequest before;
  *before.mutable_before_time() = told[0].create_time();
  EXPECT_EQ(Mark("chen", before)->marked_count(), 1);
  EXPECT_EQ(Unread("chen"), 1);
  const auto after = world_.NotificationsOf("chen");
  EXPECT_TRUE(after[0].has_read_time());
  EXPECT_FALSE(after[1].has_read_time());
  *before.mutable_before_time() = told[2].create_time();
  EXPECT_FALSE(Mark("chen", before)->more());
  EXPECT_EQ(Unread("chen"), 0);
}

TEST_F(NotificationTest, WhatMarksNothingOrTwiceIsRefused) {
  v1::MarkNotificationsReadRequest request;
  EXPECT_EQ(Reason(Mark("chen", request).status()), "INVALID_FIELD");
  request.mutable_before_time()->set_seconds(1);
  request.add_names("notifications/0196b0a0-0000-7000-8000-000000000001");
  EXPECT_EQ(Reason(Mark("chen", request).status()), "INVALID_FIELD");
  request.clear_before_time();
  request.add_names(request.names(0));
  EXPECT_THAT(std::string(Mark("chen", request).status().message()), HasSubstr("names[1]"));
  request.clear_names();
  request.add_names("todos/1");
  EXPECT_EQ(Mark("chen", request).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(NotificationTest, MoreThanTwoHundredAreMarkedStepByStep) {
  for (int i = 0; i < 230; ++i) world_.Tell(Ready("chen", absl::StrCat("n", i)));
  world_.Run();
  v1::MarkNotificationsReadRequest all;
  all.mutable_before_time()->set_seconds(2'000'000'000);
  const auto first = Mark("chen", all);
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(first->marked_count(), 200);
  EXPECT_TRUE(first->more());
  const auto second = Mark("chen", all);
  EXPECT_EQ(second->marked_count(), 30);
  EXPECT_FALSE(second->more());
}

TEST_F(NotificationTest, WhatIsOldIsPurged) {
  world_.Tell(Ready("chen", "x", "k"));
  world_.Advance(absl::Seconds(2));
  world_.Run();
  FakeClock later(world_.service.clock.Now() + kNotificationAge - absl::Hours(1));
  EXPECT_THAT(PurgeNotifications(world_.service.database.get(), &later), IsOk());
  EXPECT_THAT(world_.NotificationsOf("chen"), SizeIs(1));
  later.Advance(absl::Hours(2));
  EXPECT_THAT(PurgeNotifications(world_.service.database.get(), &later), IsOk());
  EXPECT_THAT(world_.NotificationsOf("chen"), IsEmpty());
}

TEST_F(NotificationTest, MistakesOfCallersAreErrors) {
  const Principal writer = events::WriterIn(world_.service.call().principal.tenant, "test");
  Notice nobody = Ready("chen", "x");
  nobody.recipients.clear();
  Notice wrong = Ready("chen", "x");
  wrong.recipients[0].user = "departments/1";
  Notice textless = Ready("chen", "");
  for (const Notice& notice : {nobody, wrong, textless, Notice()}) {
    EXPECT_EQ(world_.service.engine
                  ->Write(writer, {}, {},
                          [&](resource::UnitOfWork& work) { return Notify(work, notice); })
                  .code(),
              absl::StatusCode::kInternal);
  }
}

}  // namespace
}  // namespace guanxi::workflow
