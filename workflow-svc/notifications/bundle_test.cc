// Bundles, languages and templates of notifications.
#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/events/unit_effects.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/workflow/v1/notification_service.pb.h"
#include "guanxi/workflow/v1/notification_template_service.pb.h"
#include "workflow-svc/notifications/notification_world.h"
#include "workflow-svc/notifications/person_teller.h"

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

class BundleTest : public ::testing::Test {
 protected:
  absl::StatusOr<v1::MarkNotificationsReadResponse> Mark(
      const std::string& name, const v1::MarkNotificationsReadRequest& request) {
    return world_.notifications.MarkNotificationsRead(world_.CallOf(name), request);
  }

  NotificationWorld world_;
};

// One rule, ten thousand records in one import.
TEST_F(BundleTest, WhatOneRuleTellsOnePersonIsOneWithACount) {
  const std::string rule = "automationRules/r";
  const Principal writer =
      events::WriterIn(world_.service.call().principal.tenant, "services/test");
  for (int step = 0; step < 100; ++step) {
    ASSERT_THAT(world_.service.engine->Write(writer, {}, {},
                                             [&](resource::UnitOfWork& work) -> absl::Status {
                                               for (int i = 0; i < 100; ++i) {
                                                 const absl::Status told =
                                                     Notify(work, Ready("chen", "跟进", rule));
                                                 if (!told.ok()) return told;
                                               }
                                               return absl::OkStatus();
                                             }),
                IsOk());
  }
  world_.Tell(Ready("ben", "跟进", rule));
  world_.Advance(absl::Seconds(2));
  world_.Run();
  const auto told = world_.NotificationsOf("chen");
  ASSERT_THAT(told, SizeIs(1));
  EXPECT_EQ(told[0].count(), 10'000);
  EXPECT_EQ(world_.NotificationsOf("ben")[0].count(), 1);
  EXPECT_EQ(world_.service.Number("SELECT COUNT(*) FROM notices"), 0);
}

TEST_F(BundleTest, ABundleEndsWhenItIsReadAndAfterTenMinutes) {
  const auto tell = [&](const std::string& title) {
    world_.Tell(Ready("chen", title, "k"));
    world_.Advance(absl::Seconds(2));
    world_.Run();
  };
  tell("a");
  tell("b");
  ASSERT_THAT(world_.NotificationsOf("chen"), SizeIs(1));
  EXPECT_EQ(world_.NotificationsOf("chen")[0].title(), "b");
  v1::MarkNotificationsReadRequest read;
  read.add_names(world_.NotificationsOf("chen")[0].name());
  ASSERT_THAT(Mark("chen", read), IsOk());
  tell("c");
  EXPECT_THAT(world_.NotificationsOf("chen"), SizeIs(2));
  world_.Advance(kBundleWindow);
  tell("d");
  EXPECT_THAT(world_.NotificationsOf("chen"), SizeIs(3));
}

// A to-do that reminds of itself shortly before it is due.
TEST_F(BundleTest, KindsAreNotMergedWithOneAnother) {
  for (const Notification::Kind kind : {Notification::REMINDER, Notification::TODO_DUE}) {
    for (int i = 0; i < 2; ++i) {
      Notice notice = Ready("chen", Notification::Kind_Name(kind), "k");
      notice.kind = kind;
      world_.Tell(notice);
    }
  }
  world_.Advance(absl::Seconds(2));
  world_.Run();
  const auto told = world_.NotificationsOf("chen");
  ASSERT_THAT(told, SizeIs(2));
  for (const Notification& each : told) {
    EXPECT_EQ(each.title(), Notification::Kind_Name(each.kind()));
    EXPECT_EQ(each.count(), 2);
  }
}

TEST_F(BundleTest, OneWithoutAKeyIsAlwaysOneOfItsOwn) {
  world_.Tell(Ready("chen", "a"));
  world_.Tell(Ready("chen", "a"));
  world_.Run();
  EXPECT_THAT(world_.NotificationsOf("chen"), SizeIs(2));
}

TEST_F(BundleTest, TemplatesSpeakTheLanguageOfWhoReads) {
  world_.directory[NotificationWorld::User("ben")].locale = "en-GB";
  Notice notice;
  notice.kind = Notification::TODO_DUE;
  notice.recipients = {{NotificationWorld::User("chen")}, {NotificationWorld::User("ben")}};
  notice.text.fields = {{"title", "{{due_time}}"}, {"due_time", "2026-09-21 12:00"}};
  world_.Tell(notice);
  world_.Run();
  EXPECT_EQ(world_.NotificationsOf("chen")[0].title(), "待办到期：{{due_time}}");
  EXPECT_EQ(world_.NotificationsOf("ben")[0].title(), "To-do due: {{due_time}}");
  EXPECT_EQ(world_.NotificationsOf("ben")[0].text(), "Due: 2026-09-21 12:00");
}

TEST_F(BundleTest, TheTenantsTemplateGoesBeforeOurs) {
  v1::CreateNotificationTemplateRequest request;
  auto* const text = request.mutable_notification_template();
  text->set_key("todo_due");
  text->set_locale("zh-CN");
  text->set_title("快！{{title}}");
  const auto& methods = world_.service.catalog->Of<v1::NotificationTemplate>();
  ASSERT_THAT(methods.Create<v1::NotificationTemplate>(world_.service.call(), request), IsOk());
  EXPECT_EQ(
      Reason(methods.Create<v1::NotificationTemplate>(world_.service.call(), request).status()),
      "NOTIFICATION_TEMPLATE_ALREADY_EXISTS");
  text->set_locale("en");
  text->set_title("{{titel}}");
  const auto refused = methods.Create<v1::NotificationTemplate>(world_.service.call(), request);
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("notification_template.title"));
  Notice notice;
  notice.kind = Notification::TODO_DUE;
  notice.recipients = {{NotificationWorld::User("chen")}};
  notice.text.fields = {{"title", "回访"}};
  world_.Tell(notice);
  world_.Run();
  EXPECT_EQ(world_.NotificationsOf("chen")[0].title(), "快！回访");
}

TEST_F(BundleTest, WhoIsToldInNoLanguageIsToldAnyhow) {
  world_.directory_is_down = true;
  world_.Tell(Ready("chen", "x"));
  world_.Run();
  EXPECT_THAT(world_.NotificationsOf("chen"), SizeIs(1));
}

TEST_F(BundleTest, WhatIsMutedIsNotTold) {
  v1::NotificationPreference preference;
  preference.set_user(NotificationWorld::User("chen"));
  preference.add_muted_kinds(Notification::RULE);
  world_.Prefer(preference);
  world_.Tell(Ready("chen", "x"));
  world_.Run();
  EXPECT_THAT(world_.NotificationsOf("chen"), IsEmpty());
}

}  // namespace
}  // namespace guanxi::workflow
