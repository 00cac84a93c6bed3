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

// A rule that says how a to-do stands.
AutomationRule StateRule(const RuleWorld& world) {
  AutomationRule rule = TellingRule(world, "{{title}}");
  rule.mutable_actions(0)->mutable_notification()->set_while_it_holds(true);
  return rule;
}

TEST(RuleNoticeTest, WhatARuleTellsOfAStateIsTakenBackWhenThatHoldsNoMore) {
  RuleWorld world;
  world.Enabled(StateRule(world));
  const event::v1::LogEvent urgent = world.BecameUrgent(), other = world.BecameUrgent();
  ASSERT_THAT(world.Apply({urgent, other}), IsOk());
  world.Work();
  ASSERT_THAT(Notices(world), SizeIs(2));
  world.service.clock.Advance(absl::Seconds(1));
  const v1::Todo todo = world.TodosTitled("旧")[0];
  v1::Todo calm = todo;
  calm.set_priority(v1::Todo::NORMAL);
  ASSERT_THAT(world.Apply({world.Updated(todo, calm)}), IsOk());
  const std::vector<QueuedNotice> left = Notices(world);
  ASSERT_THAT(left, SizeIs(1));
  EXPECT_NE(left[0].notice.subject(), todo.name());
  // One that is gone is in no state.
  ASSERT_THAT(
      world.Apply({world.Happened(left[0].notice.subject(), metadata::v1::Change::DELETED)}),
      IsOk());
  EXPECT_THAT(Notices(world), SizeIs(0));
}

TEST(RuleNoticeTest, WhatCeasedToHoldBeforeItIsToldIsNotTold) {
  RuleWorld world;
  world.Enabled(StateRule(world));
  ASSERT_THAT(world.Apply({world.BecameUrgent()}), IsOk());
  world.service.clock.Advance(absl::Seconds(1));
  const v1::Todo todo = world.TodosTitled("旧")[0];
  v1::Todo calm = todo;
  calm.set_priority(v1::Todo::NORMAL);
  ASSERT_THAT(world.Apply({world.Updated(todo, calm)}), IsOk());
  world.Work();
  EXPECT_THAT(Notices(world), SizeIs(0));
}

TEST(RuleNoticeTest, WhatIsNoStateStays) {
  RuleWorld world;
  world.Enabled(TellingRule(world, "{{title}}"));
  ASSERT_THAT(world.Apply({world.BecameUrgent()}), IsOk());
  world.Work();
  const v1::Todo todo = world.TodosTitled("旧")[0];
  v1::Todo calm = todo;
  calm.set_priority(v1::Todo::NORMAL);
  ASSERT_THAT(world.Apply({world.Updated(todo, calm)}), IsOk());
  EXPECT_THAT(Notices(world), SizeIs(1));
}

}  // namespace
}  // namespace guanxi::workflow
