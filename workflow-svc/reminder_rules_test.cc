#include "workflow-svc/reminder_rules.h"

#include <optional>
#include <string>
#include <vector>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::workflow {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::Reminder;
using v1::Todo;

constexpr int64_t kDue = 1790000000;

Todo DueTodo() {
  Todo todo;
  todo.set_state(Todo::OPEN);
  todo.mutable_due_time()->set_seconds(kDue);
  return todo;
}

Reminder At(int64_t seconds) {
  Reminder reminder;
  reminder.mutable_time()->set_seconds(seconds);
  return reminder;
}

Reminder Before(int64_t seconds) {
  Reminder reminder;
  reminder.mutable_before_due()->set_seconds(seconds);
  return reminder;
}

std::optional<absl::Time> Seconds(int64_t seconds) { return absl::FromUnixSeconds(seconds); }

std::vector<std::string> Faults(const Reminder& next) {
  Violations violations;
  CheckReminder(next, &violations);
  std::vector<std::string> paths;
  for (const FieldViolation& one : FieldViolations(violations.ToStatus())) {
    paths.push_back(one.path);
  }
  return paths;
}

TEST(ReminderRulesTest, HasATimeOrAnOffset) {
  EXPECT_THAT(Faults(At(kDue)), IsEmpty());
  EXPECT_THAT(Faults(Before(0)), IsEmpty());
  EXPECT_THAT(Faults(Before(366 * 86400)), IsEmpty());
  EXPECT_THAT(Faults(Reminder()), ElementsAre("time"));
  Reminder both = At(kDue);
  both.mutable_before_due()->set_seconds(60);
  EXPECT_THAT(Faults(both), ElementsAre("time"));
  EXPECT_THAT(Faults(Before(-1)), ElementsAre("before_due"));
  EXPECT_THAT(Faults(Before(366 * 86400 + 1)), ElementsAre("before_due"));
  Reminder fraction = Before(1);
  fraction.mutable_before_due()->set_nanos(1);
  EXPECT_THAT(Faults(fraction), ElementsAre("before_due"));
}

TEST(ReminderRulesTest, AnOffsetGoesWithTheDueTime) {
  Todo todo = DueTodo();
  EXPECT_EQ(TimeOf(Before(3600), todo), Seconds(kDue - 3600));
  EXPECT_EQ(TimeOf(At(7), todo), Seconds(7));
  todo.clear_due_time();
  EXPECT_EQ(TimeOf(Before(3600), todo), std::nullopt);
  EXPECT_EQ(TimeOf(At(7), todo), Seconds(7));
}

TEST(ReminderRulesTest, TheEarliestThatIsNotDismissedIsNext) {
  Todo todo = DueTodo();
  EXPECT_EQ(NextTime({}, todo), std::nullopt);
  Reminder hour = Before(3600);
  const Reminder day = At(kDue - 1800);
  EXPECT_EQ(NextTime({day, hour}, todo), Seconds(kDue - 3600));
  ASSERT_THAT(Dismiss(todo, std::nullopt, &hour), IsOk());
  EXPECT_EQ(NextTime({day, hour}, todo), Seconds(kDue - 1800));
  todo.set_state(Todo::DONE);
  EXPECT_EQ(NextTime({day, hour}, todo), std::nullopt);
}

TEST(ReminderRulesTest, WhatWasDismissedRemindsAgainOnceTheDueTimeMoves) {
  Todo todo = DueTodo();
  Reminder reminder = Before(60);
  ASSERT_THAT(Dismiss(todo, std::nullopt, &reminder), IsOk());
  EXPECT_EQ(NextTime({reminder}, todo), std::nullopt);
  todo.mutable_due_time()->set_seconds(kDue + 86400);
  EXPECT_EQ(NextTime({reminder}, todo), Seconds(kDue + 86400 - 60));
}

TEST(ReminderRulesTest, WhatIsSaidToBeHeardAndHasMovedIsNotDismissed) {
  Todo todo = DueTodo();
  Reminder reminder = Before(60);
  todo.mutable_due_time()->set_seconds(kDue + 86400);
  EXPECT_THAT(Dismiss(todo, Seconds(kDue - 60), &reminder), HasReason("REMINDER_MOVED"));
  EXPECT_FALSE(reminder.has_dismissed_time());
  ASSERT_THAT(Dismiss(todo, Seconds(kDue + 86400 - 60), &reminder), IsOk());
  EXPECT_EQ(NextTime({reminder}, todo), std::nullopt);
}

TEST(ReminderRulesTest, WhatHasNoTimeIsNotDismissed) {
  Reminder reminder = Before(60);
  EXPECT_THAT(Dismiss(Todo(), std::nullopt, &reminder), HasReason("REMINDER_WITHOUT_TIME"));
  EXPECT_FALSE(reminder.has_dismissed_time());
}

TEST(ReminderRulesTest, FiresOnceForEachTimeAndNotWhilePutOff) {
  Todo todo = DueTodo();
  Reminder reminder = Before(60);
  EXPECT_EQ(FireTime(reminder, todo), Seconds(kDue - 60));
  todo.mutable_snooze_time()->set_seconds(kDue - 90);  // past by then
  EXPECT_EQ(FireTime(reminder, todo), Seconds(kDue - 60));
  todo.mutable_snooze_time()->set_seconds(kDue + 500);
  EXPECT_EQ(FireTime(reminder, todo), Seconds(kDue + 500));
  MarkFired(todo, &reminder);
  EXPECT_EQ(FireTime(reminder, todo), std::nullopt);
  todo.clear_snooze_time();
  todo.mutable_due_time()->set_seconds(kDue + 86400);
  EXPECT_EQ(FireTime(reminder, todo), Seconds(kDue + 86400 - 60));
  ASSERT_THAT(Dismiss(todo, std::nullopt, &reminder), IsOk());
  EXPECT_EQ(FireTime(reminder, todo), std::nullopt);
  todo.set_state(Todo::DONE);
  EXPECT_EQ(FireTime(At(kDue), todo), std::nullopt);
  EXPECT_EQ(FireTime(Before(60), Todo()), std::nullopt);
}

}  // namespace
}  // namespace guanxi::workflow
