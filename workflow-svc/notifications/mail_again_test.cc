// Mail that is not taken at once: tried again, given up, sent again as the same.

#include <deque>

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

class MailAgainTest : public ::testing::Test {
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

// It was ready before them, and failed.
TEST_F(MailAgainTest, AnotherAttemptWaitsForTheEndOfQuietHoursToo) {
  world_.CreateMail();
  PreferQuiet("chen", 22 * 60 + 14, 8 * 60);
  world_.mail.AnswerBy({450, 450});
  Breach("chen");
  world_.Run();
  world_.Advance(BackOff(1));  // 22:13:50
  world_.Run();
  EXPECT_EQ(Only().attempts(), 2);
  world_.Advance(BackOff(2));
  world_.Run();
  EXPECT_EQ(Only().attempts(), 2);
  EXPECT_THAT(world_.mail.messages(), IsEmpty());
  world_.Advance(absl::Hours(10));
  world_.Run();
  EXPECT_EQ(Only().state(), Delivery::SENT);
}

TEST_F(MailAgainTest, MailForAPausedServerWaitsForIt) {
  world_.CreateMail();
  world_.mail.AnswerBy(std::deque<int>(kFailuresToPause, 450));
  for (int i = 0; i < kFailuresToPause; ++i) {
    Breach("chen");
    world_.Run();
  }
  const std::string channel = world_.Deliveries()[0].channel();
  EXPECT_EQ(world_.Get(channel).state(), v1::Channel::PAUSED);
  Breach("ben");
  world_.Run();
  EXPECT_THAT(world_.mail.messages(), IsEmpty());
  v1::ResumeChannelRequest resume;
  resume.set_name(channel);
  ASSERT_THAT(world_.channels.ResumeChannel(world_.service.call(), resume), IsOk());
  world_.Run();
  // Chen's in one, ben's, and that of the owner, who was told of the pause.
  EXPECT_THAT(world_.mail.messages(), SizeIs(3));
  EXPECT_THAT(world_.Deliveries(), Each(Property(&Delivery::state, Delivery::SENT)));
}

TEST_F(MailAgainTest, WhatWouldFailAgainIsGivenUpAtOnce) {
  world_.CreateMail();
  world_.mail.AnswerBy({550});
  Breach("chen");
  world_.directory[NotificationWorld::User("ben")].email.clear();
  Breach("ben");
  world_.Run();
  for (const Delivery& delivery : world_.Deliveries()) {
    EXPECT_EQ(delivery.state(), Delivery::DEAD);
    EXPECT_EQ(delivery.error(), delivery.recipient() == NotificationWorld::User("ben")
                                    ? Delivery::NO_ADDRESS
                                    : Delivery::REMOTE_REFUSED);
  }
  EXPECT_EQ(world_.service.Number("SELECT COUNT(*) FROM delivery_queue"), 0);
}

TEST_F(MailAgainTest, TheDirectoryIsAskedAgain) {
  world_.CreateMail();
  world_.directory_is_down = true;
  Breach("chen");
  world_.Run();
  EXPECT_EQ(Only().error(), Delivery::DIRECTORY_DOWN);
  world_.directory_is_down = false;
  world_.Advance(BackOff(1));
  world_.Run();
  EXPECT_EQ(Only().state(), Delivery::SENT);
}

// Killed after the mail server took it and before that was written down.
TEST_F(MailAgainTest, WhoBreaksOffLeavesItToBeSentAgainAsTheSame) {
  world_.CreateMail();
  Breach("chen");
  while (world_.dispatcher.RunOnce().value() > 0) {
  }
  const Delivery delivery = Only();
  const Uuid tenant = world_.service.call().principal.tenant;
  Target target{tenant, Uuid::Parse(delivery.channel().substr(9)).value(),
                Uuid::Parse(delivery.recipient().substr(6)).value()};
  std::vector<QueuedDelivery> claimed;
  const absl::Time now = world_.service.clock.Now(), real = world_.system.Now();
  ASSERT_THAT(world_.service.database->ReadWrite({},
                                                 [&](db::Transaction& tx) -> absl::Status {
                                                   auto taken = Claim(tx, target, now, real,
                                                                      real + absl::Seconds(60), 50);
                                                   if (!taken.ok()) return taken.status();
                                                   claimed = *std::move(taken);
                                                   return absl::OkStatus();
                                                 }),
              IsOk());
  ASSERT_THAT(claimed, SizeIs(1));
  world_.Run();
  EXPECT_THAT(world_.mail.messages(), IsEmpty()) << "while the lease lasts";
  world_.Advance(absl::Seconds(61));
  world_.Run();
  ASSERT_THAT(world_.mail.messages(), SizeIs(1));
  EXPECT_THAT(world_.mail.messages()[0].text, HasSubstr(delivery.name().substr(11)));
  EXPECT_EQ(Only().attempts(), 1);
  // The one that was taken for dead wakes up: it records nothing.
  const Principal writer = events::WriterIn(tenant, "test");
  ASSERT_THAT(world_.service.engine->Write(writer, {}, {},
                                           [&](resource::UnitOfWork& work) -> absl::Status {
                                             const auto recorded = RecordAttempt(
                                                 work, *world_.service.resources, tenant,
                                                 claimed[0], {Delivery::UNREACHABLE});
                                             if (!recorded.ok()) return recorded.status();
                                             EXPECT_FALSE(*recorded);
                                             return absl::OkStatus();
                                           }),
              IsOk());
  EXPECT_EQ(Only().state(), Delivery::SENT);
}

}  // namespace
}  // namespace guanxi::workflow
