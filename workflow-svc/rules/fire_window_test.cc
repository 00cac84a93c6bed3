#include "workflow-svc/rules/fire_window.h"

#include <queue>
#include <random>
#include <set>
#include <utility>
#include <vector>

#include "common/resource/behavior.h"
#include "gtest/gtest.h"

namespace guanxi::workflow {
namespace {

using v1::AutomationRule;
using v1::RuleExecution;

absl::Time At(const std::string& text) {
  absl::Time time;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, text, &time, nullptr));
  return time;
}

TEST(CalendarWindowTest, IsThatOfTheTenantsCalendar) {
  const absl::TimeZone shanghai = absl::FixedTimeZone(8 * 3600);
  const absl::Time now = At("2026-02-28T16:30:00Z");  // 1 March, half past midnight there
  const std::pair<AutomationRule::Window, const char*> cases[] = {
      {AutomationRule::HOUR, "2026-03-01T00"}, {AutomationRule::DAY, "2026-03-01"},
      {AutomationRule::WEEK, "2026-W09"},      {AutomationRule::MONTH, "2026-03"},
      {AutomationRule::QUARTER, "2026-Q1"},    {AutomationRule::YEAR, "2026"}};
  for (const auto& [window, name] : cases) {
    EXPECT_EQ(CalendarWindow(window, now, shanghai), name);
  }
}

TEST(CalendarWindowTest, AWeekBelongsToTheYearOfItsThursday) {
  const absl::TimeZone utc = absl::UTCTimeZone();
  EXPECT_EQ(CalendarWindow(AutomationRule::WEEK, At("2024-12-30T12:00:00Z"), utc), "2025-W01");
  EXPECT_EQ(CalendarWindow(AutomationRule::WEEK, At("2027-01-03T12:00:00Z"), utc), "2026-W53");
  EXPECT_EQ(CalendarWindow(AutomationRule::WEEK, At("2027-01-04T12:00:00Z"), utc), "2027-W01");
}

TEST(WindowOfTest, GoesByThePolicy) {
  AutomationRule rule;
  rule.set_fire_policy(AutomationRule::ONCE);
  EXPECT_EQ(WindowOf(rule, "event", absl::UnixEpoch(), absl::UTCTimeZone()), "");
  rule.set_fire_policy(AutomationRule::EVERY_CHANGE);
  EXPECT_EQ(WindowOf(rule, "event", absl::UnixEpoch(), absl::UTCTimeZone()), "event");
  rule.set_fire_policy(AutomationRule::ONCE_PER_WINDOW);
  EXPECT_EQ(WindowOf(rule, "2026-05-01", absl::UnixEpoch(), absl::UTCTimeZone()), "2026-05-01");
  rule.set_window(AutomationRule::YEAR);
  EXPECT_EQ(WindowOf(rule, "event", absl::UnixEpoch(), absl::UTCTimeZone()), "1970");
}

// RUL1: rules that change fields which set off rules, themselves included.
struct Changer {
  std::set<int> hears, writes;  // fields
  bool elsewhere = false;       // writes another record
};

// Follows one change to its end, as events do: what a rule does is an event one cause deeper, of
// the same chain. Returns how often anything fired.
int Follow(const std::vector<Changer>& rules, int records, int field) {
  struct Event {
    int record, field, depth;
  };
  std::queue<Event> events;
  events.push({0, field, 0});
  std::set<std::pair<size_t, int>> chain;  // rule, record
  int fired = 0;
  while (!events.empty()) {
    const Event event = events.front();
    events.pop();
    for (size_t i = 0; i < rules.size(); ++i) {
      if (rules[i].hears.count(event.field) == 0) continue;
      const Fired known{false, chain.count({i, event.record}) != 0};
      if (Refusal(known, event.depth) != RuleExecution::REASON_UNSPECIFIED) continue;
      chain.insert({i, event.record});
      ++fired;
      const int record = rules[i].elsewhere ? (event.record + 1) % records : event.record;
      for (const int written : rules[i].writes) {
        events.push({record, written, event.depth + 1});
      }
    }
  }
  return fired;
}

TEST(RefusalTest, NoSetOfRulesGoesOnForEver) {
  constexpr int kRecords = 3, kFields = 4;
  std::mt19937 random(11);
  const auto some = [&] {
    std::set<int> fields;
    for (int i = 0; i < 2; ++i) fields.insert(static_cast<int>(random() % kFields));
    return fields;
  };
  for (int round = 0; round < 10000; ++round) {
    std::vector<Changer> rules(1 + random() % 6);
    for (Changer& rule : rules) rule = {some(), some(), random() % 2 == 0};
    const int fired = Follow(rules, kRecords, static_cast<int>(random() % kFields));
    ASSERT_LE(fired, static_cast<int>(rules.size()) * kRecords);
  }
}

TEST(RefusalTest, ARuleThatSetsItselfOffEndsAfterTheFirstRound) {
  EXPECT_EQ(Follow({{{0}, {0}, false}}, 1, 0), 1);
  // Two that set each other off.
  EXPECT_EQ(Follow({{{0}, {1}, false}, {{1}, {0}, false}}, 1, 0), 2);
}

TEST(FiresForTest, IsTheParentOfWhatIsCountedForParents) {
  v1::AutomationRule rule;
  const std::string record = "contacts/1", parent = "customers/2", none;
  EXPECT_EQ(FiresFor(rule, record, parent), record);
  rule.mutable_trigger()->mutable_threshold()->set_per_parent(true);
  EXPECT_EQ(FiresFor(rule, record, parent), parent);
  EXPECT_EQ(FiresFor(rule, record, none), record);
}

TEST(RefusalTest, SaysWhy) {
  EXPECT_EQ(Refusal({false, false}, 0), RuleExecution::REASON_UNSPECIFIED);
  EXPECT_EQ(Refusal({false, true}, 1), RuleExecution::LOOP);
  EXPECT_EQ(Refusal({true, false}, 1), RuleExecution::ALREADY_FIRED);
  EXPECT_EQ(Refusal({}, resource::kMaxCauseDepth), RuleExecution::TOO_DEEP);
  EXPECT_EQ(Refusal({}, resource::kMaxCauseDepth - 1), RuleExecution::REASON_UNSPECIFIED);
}

}  // namespace
}  // namespace guanxi::workflow
