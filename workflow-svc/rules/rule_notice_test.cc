// What rules tell people: of many records it is one notification, with a count.
#include <string>
#include <vector>

#include "common/db/database.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "workflow-svc/notifications/notice_queue.h"
#include "workflow-svc/rules/rule_world.h"

namespace guanxi::workflow {
namespace {

using ::testing::SizeIs;
using v1::AutomationRule;

// A rule that tells its owner.
AutomationRule TellingRule(const RuleWorld& world, const std::string& title) {
  AutomationRule rule = UrgentRule(world.me());
  rule.clear_actions();
  auto* const told = rule.add_actions()->mutable_notification();
  told->set_title(title);
  told->add_recipients()->set_rule_owner(true);
  return rule;
}

std::vector<QueuedNotice> Notices(RuleWorld& world) {
  std::vector<QueuedNotice> notices;
  EXPECT_THAT(world.service.database->ReadOnly(
                  {},
                  [&](db::Transaction& tx) -> absl::Status {
                    auto ready = ReadyNotices(tx, world.service.clock.Now() + absl::Hours(1), 100);
                    if (ready.ok()) notices = *std::move(ready);
                    return ready.status();
                  }),
              IsOk());
  return notices;
}

// By this key notifications are bundled (notifications:bundle_test, with 10,000 of one rule).
TEST(RuleNoticeTest, WhatOneRuleTellsOnePersonHasOneKey) {
  RuleWorld world;
  const AutomationRule rule = world.Enabled(TellingRule(world, "{{title}}"));
  std::vector<event::v1::LogEvent> batch;
  for (int i = 0; i < 20; ++i) batch.push_back(world.BecameUrgent());
  ASSERT_THAT(world.Apply(batch), IsOk());
  world.Work();
  const std::vector<QueuedNotice> notices = Notices(world);
  ASSERT_THAT(notices, SizeIs(20));
  for (const QueuedNotice& notice : notices) {
    EXPECT_EQ(notice.notice.bundle_key(), rule.name());
    EXPECT_EQ(notice.recipient, notices[0].recipient);
    EXPECT_EQ(notice.notice.title(), "旧");
  }
}

// The place that makes up all of the title is not set: what is due is told, and over with.
TEST(RuleNoticeTest, WhatComesToNoTitleIsToldByTheNameOfTheRule) {
  RuleWorld world;
  const AutomationRule rule = world.Enabled(TellingRule(world, "{{note}}"));
  ASSERT_THAT(world.Apply({world.BecameUrgent()}), IsOk());
  world.Work();
  const std::vector<QueuedNotice> notices = Notices(world);
  ASSERT_THAT(notices, SizeIs(1));
  EXPECT_EQ(notices[0].notice.title(), rule.display_name());
  EXPECT_THAT(world.Executions(rule.name()), SizeIs(1));
  EXPECT_EQ(world.service.Number("SELECT COUNT(*) FROM rule_queue"), 0);
}

}  // namespace
}  // namespace guanxi::workflow
