// Mail to people: in their hours, several in one, again as the same.

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/events/unit_effects.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/workflow/v1/channel_service.pb.h"
#include "workflow-svc/notifications/delivery_record.h"
#include "workflow-svc/notifications/notification_world.h"
#include "workflow-svc/notifications/person_teller.h"

namespace guanxi::workflow {
namespace {

using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Property;
using ::testing::SizeIs;
using v1::Delivery;
using v1::Notification;

class MailTest : public ::testing::Test {
 protected:
  void Breach(const std::string& user, const std::string& bundle = "") {
    Notice notice;
    notice.kind = Notification::SLA_BREACH;
    notice.recipients.push_back({NotificationWorld::User(user)});
    notice.text.fields = {{"policy", "首次响应"}, {"subject", "工单"}, {"due_time", "12:00"}};
    notice.source = "slaClocks/1";
    notice.bundle_key = bundle;
    world_.Tell(notice);
  }
  Delivery Only() {
    const auto all = world_.Deliveries();
    EXPECT_THAT(all, SizeIs(1));
    return all.empty() ? Delivery() : all[0];
  }
  void PreferQuiet(const std::string& user, int start, int end) {
    v1::NotificationPreference preference;
    preference.set_user(NotificationWorld::User(user));
    preference.add_email_kinds(Notification::SLA_BREACH);
    preference.mutable_quiet_hours()->set_start_minute(start);
    preference.mutable_quiet_hours()->set_end_minute(end);
    preference.set_time_zone("Asia/Shanghai");
    world_.Prefer(preference);
  }

  NotificationWorld world_;
};

TEST_F(MailTest, MailGoesToTheAddressOfTheDirectory) {
  world_.CreateMail();
  Breach("chen");
  world_.Run();
  ASSERT_THAT(world_.mail.messages(), SizeIs(1));
  const outgoing::SmtpSink::Message message = world_.mail.messages()[0];
  EXPECT_EQ(message.to, "<chen@example.com>");
  const Delivery delivery = Only();
  EXPECT_EQ(delivery.state(), Delivery::SENT);
  EXPECT_EQ(delivery.attempts(), 1);
  EXPECT_TRUE(delivery.has_send_time());
  EXPECT_THAT(message.text, HasSubstr(absl::StrCat("Message-ID: <", delivery.name().substr(11),
                                                   "@example.com>")));
  world_.Run();
  EXPECT_THAT(world_.mail.messages(), SizeIs(1));
}

TEST_F(MailTest, WithoutAMailServerNothingIsToBeSent) {
  Breach("chen");
  world_.Run();
  EXPECT_THAT(world_.Deliveries(), IsEmpty());
  EXPECT_THAT(world_.NotificationsOf("chen"), SizeIs(1));
}

TEST_F(MailTest, QuietHoursHoldMailUntilTheyEndAndThenItIsOne) {
  world_.CreateMail();
  PreferQuiet("chen", 22 * 60, 8 * 60);
  Breach("chen");
  world_.Run();
  world_.Advance(absl::Hours(3));  // after midnight
  Breach("chen");
  world_.Run();
  EXPECT_THAT(world_.NotificationsOf("chen"), SizeIs(2));
  EXPECT_THAT(world_.mail.messages(), IsEmpty());
  world_.Advance(absl::Hours(6) + absl::Minutes(46));  // 7:59:20
  world_.Run();
  EXPECT_THAT(world_.mail.messages(), IsEmpty());
  world_.Advance(absl::Seconds(40));
  world_.Run();
  ASSERT_THAT(world_.mail.messages(), SizeIs(1));
  EXPECT_THAT(world_.Deliveries(), Each(Property(&Delivery::state, Delivery::SENT)));
}

TEST_F(MailTest, OthersAreNotHeldByOnesQuietHours) {
  world_.CreateMail();
  PreferQuiet("chen", 22 * 60, 8 * 60);
  Breach("chen");
  Breach("ben");
  world_.Run();
  ASSERT_THAT(world_.mail.messages(), SizeIs(1));
  EXPECT_EQ(world_.mail.messages()[0].to, "<ben@example.com>");
}

TEST_F(MailTest, WhatIsBundledIsOneMailWithItsCount) {
  world_.CreateMail();
  for (int i = 0; i < 7; ++i) Breach("chen", "policy");
  world_.Advance(absl::Seconds(2));
  world_.Run();
  for (int i = 0; i < 5; ++i) Breach("chen", "policy");
  world_.Advance(absl::Seconds(2));
  world_.Run();
  EXPECT_THAT(world_.mail.messages(), IsEmpty());
  world_.Advance(kMailWait);
  world_.Run();
  ASSERT_THAT(world_.mail.messages(), SizeIs(1));
  EXPECT_EQ(world_.NotificationsOf("chen")[0].count(), 12);
}

}  // namespace
}  // namespace guanxi::workflow
