// What people were told is taken back when it holds no longer.
#include "workflow-svc/notifications/take_back.h"

#include <string>

#include "common/events/unit_effects.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/workflow/v1/notification_preference.pb.h"
#include "guanxi/workflow/v1/notification_service.pb.h"
#include "workflow-svc/notifications/notification_world.h"

namespace guanxi::workflow {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;
using v1::Notification;

constexpr char kLead[] = "leads/0196b0a0-0000-7000-8000-000000000001";
constexpr char kOther[] = "leads/0196b0a0-0000-7000-8000-000000000002";
constexpr char kRule[] = "automationRules/0196b0a0-0000-7000-8000-000000000003";

Notice Warning(const std::string& subject, const std::string& title) {
  Notice notice;
  notice.kind = Notification::RULE;
  notice.recipients.push_back({NotificationWorld::User("chen"), {title, "内容"}});
  notice.recipients.push_back({NotificationWorld::User("ben"), {title, "内容"}});
  notice.subject = subject;
  notice.source = kRule;
  notice.bundle_key = kRule;
  return notice;
}

class TakeBackTest : public ::testing::Test {
 protected:
  // All that is ready, what waits for more included.
  void Run() {
    world_.Advance(absl::Seconds(2));
    world_.Run();
  }
  void Tell(const std::string& subject, const std::string& title) {
    world_.Tell(Warning(subject, title));
    Run();
  }
  void Withdraw(const TakenBack& what) {
    const Principal writer =
        events::WriterIn(world_.service.call().principal.tenant, "services/test");
    ASSERT_THAT(world_.service.engine->Write(
                    writer, {}, {},
                    [&](resource::UnitOfWork& work) { return TakeBackNotices(work, what); }),
                IsOk());
  }
  void WithdrawWarning(const std::string& subject) {
    Withdraw({{Notification::RULE}, subject, kRule});
    Run();
  }
  void MarkRead(const std::string& name) {
    v1::MarkNotificationsReadRequest request;
    for (const Notification& one : world_.NotificationsOf(name)) request.add_names(one.name());
    ASSERT_THAT(world_.notifications.MarkNotificationsRead(world_.CallOf(name), request), IsOk());
  }
  int Unread(const std::string& name) {
    return world_.notifications.CountUnreadNotifications(world_.CallOf(name), {})->unread_count();
  }

  NotificationWorld world_;
};

TEST_F(TakeBackTest, WhatNobodyHasReadIsWithdrawnAndWhatIsReadStays) {
  Tell(kLead, "将被回收");
  MarkRead("ben");
  WithdrawWarning(kLead);
  ASSERT_THAT(world_.NotificationsOf("chen"), SizeIs(1));
  EXPECT_EQ(world_.NotificationsOf("chen")[0].state(), Notification::WITHDRAWN);
  EXPECT_FALSE(world_.NotificationsOf("chen")[0].has_read_time());
  EXPECT_EQ(Unread("chen"), 0);
  EXPECT_EQ(world_.NotificationsOf("ben")[0].state(), Notification::READ);
  // It is not read afterwards.
  MarkRead("chen");
  EXPECT_EQ(world_.NotificationsOf("chen")[0].state(), Notification::WITHDRAWN);
}

TEST_F(TakeBackTest, WhatWaitsToBeToldIsNot) {
  world_.Tell(Warning(kLead, "将被回收"));
  WithdrawWarning(kLead);
  EXPECT_THAT(world_.NotificationsOf("chen"), IsEmpty());
}

TEST_F(TakeBackTest, OfSeveralInOneTheOthersAreLeft) {
  Tell(kOther, "另一条");
  Tell(kLead, "将被回收");
  ASSERT_THAT(world_.NotificationsOf("chen"), SizeIs(1));
  ASSERT_EQ(world_.NotificationsOf("chen")[0].count(), 2);
  WithdrawWarning(kLead);
  Notification left = world_.NotificationsOf("chen")[0];
  EXPECT_EQ(left.state(), Notification::UNREAD);
  EXPECT_EQ(left.count(), 1);
  EXPECT_EQ(left.title(), "另一条");
  EXPECT_EQ(left.subject(), kOther);
  WithdrawWarning(kOther);
  EXPECT_EQ(world_.NotificationsOf("chen")[0].state(), Notification::WITHDRAWN);
}

TEST_F(TakeBackTest, WhatIsTrueAgainIsToldAgain) {
  Tell(kLead, "将被回收");
  WithdrawWarning(kLead);
  Tell(kLead, "又将被回收");
  ASSERT_THAT(world_.NotificationsOf("chen"), SizeIs(2));
  EXPECT_EQ(world_.NotificationsOf("chen")[1].state(), Notification::UNREAD);
  EXPECT_EQ(world_.NotificationsOf("chen")[1].title(), "又将被回收");
}

TEST_F(TakeBackTest, OthersKindsSubjectsAndSourcesStay) {
  Tell(kLead, "将被回收");
  Withdraw({{Notification::RULE}, kOther, kRule});
  Withdraw({{Notification::SLA_WARNING}, kLead, kRule});
  Withdraw({{Notification::RULE}, kLead, "automationRules/another"});
  Run();
  EXPECT_EQ(world_.NotificationsOf("chen")[0].state(), Notification::UNREAD);
  // Whoever told it.
  Withdraw({{Notification::SLA_WARNING, Notification::RULE}, kLead});
  Run();
  EXPECT_EQ(world_.NotificationsOf("chen")[0].state(), Notification::WITHDRAWN);
}

TEST_F(TakeBackTest, AMailThatHasNotLeftDoesNot) {
  world_.CreateMail();
  v1::NotificationPreference preference;
  preference.add_email_kinds(Notification::RULE);
  preference.set_user(NotificationWorld::User("chen"));
  world_.Prefer(preference);
  Tell(kLead, "将被回收");
  ASSERT_THAT(world_.Deliveries(), SizeIs(1));
  WithdrawWarning(kLead);
  world_.Advance(absl::Minutes(2));
  world_.Run();
  ASSERT_THAT(world_.Deliveries(), SizeIs(1));
  EXPECT_EQ(world_.Deliveries()[0].state(), v1::Delivery::DEAD);
  EXPECT_EQ(world_.Deliveries()[0].error(), v1::Delivery::CONTENT_GONE);
}

// What a rule came to know before, and tells only now.
TEST_F(TakeBackTest, WhatWasTakenBackBeforeItIsToldIsNotTold) {
  Notice late = Warning(kLead, "将被回收");
  late.as_of = world_.service.clock.Now();
  world_.Advance(absl::Seconds(1));
  WithdrawWarning(kLead);
  world_.Tell(late);
  Run();
  EXPECT_THAT(world_.NotificationsOf("chen"), IsEmpty());
  late.as_of = world_.service.clock.Now();
  world_.Tell(late);
  Run();
  EXPECT_THAT(world_.NotificationsOf("chen"), SizeIs(1));
}

}  // namespace
}  // namespace guanxi::workflow
