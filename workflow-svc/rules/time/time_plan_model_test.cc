// Time-relative rules against a naive model: one that knows the record at every hour and asks each
// time whether the rule should have fired by now.
#include "workflow-svc/rules/time/time_plan_model.h"

#include <deque>
#include <optional>
#include <random>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace guanxi::workflow {
namespace {

const absl::Time kStart = absl::FromCivil(absl::CivilDay(2026, 1, 1), kZone);
constexpr absl::Duration kHour = absl::Hours(1);

class TimePlanModelTest : public ::testing::Test {
 protected:
  int Below(int bound) { return std::uniform_int_distribution<int>(0, bound - 1)(random_); }

  v1::TimeTrigger RandomTrigger() {
    v1::TimeTrigger trigger;
    trigger.set_minute_of_day(540);
    trigger.set_yearly(Below(2) == 0);
    trigger.set_skip_if_late(Below(3) == 0);
    trigger.mutable_offset()->set_unit(v1::CalendarOffset::DAY);
    trigger.mutable_offset()->set_count(Below(3) == 0 ? 0 : Below(41) - 20);
    return trigger;
  }

  // Whether what it tells is another.
  bool Change(Record* record, absl::Time now) {
    const std::optional<ToldTime> before = record->told;
    switch (Below(5)) {
      case 0:
        record->is_vip = !record->is_vip;
        return false;
      case 1:
        record->holds_from = now + kHour * (Below(24 * 20) - 100);
        return false;
      case 2:
        record->told.reset();
        break;
      default: {
        const absl::CivilDay day = absl::ToCivilDay(now, kZone) + (Below(61) - 30);
        record->told =
            ToldTime{true, absl::Time(), static_cast<int>(day.year()), day.month(), day.day()};
        // There is no such day in a common year.
        if (day.month() == 2 && day.day() == 29) record->told->day = 28;
      }
    }
    return before.has_value() != record->told.has_value() ||
           (before.has_value() &&
            (before->year != record->told->year || before->month != record->told->month ||
             before->day != record->told->day));
  }

  std::mt19937 random_{20260301};
};

// Without delays both fire in the same windows at the same hours.
TEST_F(TimePlanModelTest, FiresWhenTheNaiveModelDoes) {
  size_t fired = 0;
  for (int history = 0; history < 300; ++history) {
    const v1::TimeTrigger trigger = RandomTrigger();
    SCOPED_TRACE(absl::StrCat(history, ": ", trigger.ShortDebugString()));
    Machine machine(trigger);
    Naive naive(trigger);
    Record record;
    absl::Time now = kStart;
    for (int i = 0; i < 25; ++i) {
      const bool is_new = Change(&record, now);
      machine.Arrive(record, now, is_new);
      if (is_new) naive.Learn(now);
      naive.Pass(record, now, now);
      while (machine.Fire(record, now)) {
      }
      // Hour by hour, or with a jump of the clock.
      const absl::Duration step = Below(8) == 0 ? kHour * (1 + Below(24 * 300)) : kHour;
      const int steps = step > kHour ? 1 : Below(24 * 25);
      for (int k = 0; k < steps; ++k) {
        naive.Pass(record, now, now + step);
        now += step;
        while (machine.Fire(record, now)) {
        }
      }
      ASSERT_EQ(machine.firings(), naive.firings()) << i;
    }
    fired += naive.firings().size();
  }
  EXPECT_GT(fired, 100u);
}

// Events that arrive late, timers that fire late: once all has arrived, what is due and holds has
// fired, and nothing fired ahead of its time.
TEST_F(TimePlanModelTest, DelaysLoseNothing) {
  for (int history = 0; history < 2000; ++history) {
    v1::TimeTrigger trigger = RandomTrigger();
    trigger.set_skip_if_late(false);
    trigger.set_yearly(false);
    SCOPED_TRACE(absl::StrCat(history, ": ", trigger.ShortDebugString()));
    Machine machine(trigger);
    Record record;
    struct Event {
      Record record;
      absl::Time at;
      bool is_new;
    };
    std::deque<Event> under_way;
    absl::Time now = kStart;
    const auto arrive = [&](size_t left) {
      for (; under_way.size() > left; under_way.pop_front()) {
        machine.Arrive(under_way[0].record, under_way[0].at, under_way[0].is_new);
      }
    };
    for (int i = 0; i < 20; ++i) {
      const bool is_new = Change(&record, now);
      under_way.push_back({record, now, is_new});
      arrive(Below(4));
      now += kHour * Below(24 * 10);
      if (Below(2) == 0) machine.Fire(record, now);
    }
    record.is_vip = true;
    record.holds_from = now;
    under_way.push_back({record, now, false});
    arrive(0);
    const absl::Time settled = now;
    now += kHour * 24 * 60;
    while (machine.Fire(record, now)) {
    }
    for (const auto& [window, at] : machine.firings()) {
      absl::CivilDay day;
      ASSERT_TRUE(absl::ParseCivilTime(window, &day));
      EXPECT_GE(at, absl::FromCivil(absl::CivilHour(day + trigger.offset().count()) + 9, kZone));
    }
    if (!record.told.has_value()) continue;
    const auto due = DueOf(trigger, *record.told, now, MomentAt(now));
    ASSERT_TRUE(due.has_value());
    if (due->moot <= settled) continue;
    EXPECT_EQ(machine.firings().count(due->window), 1u) << due->window;
  }
}

}  // namespace
}  // namespace guanxi::workflow
