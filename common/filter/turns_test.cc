#include "common/filter/turns.h"

#include <memory>
#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/filter/checker.h"
#include "common/filter/matcher.h"
#include "common/filter/test_schema.h"
#include "common/testing/status_matchers.h"
#include "common/worktime/work_days.h"
#include "common/worktime/zone.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::filter {
namespace {

const absl::TimeZone kShanghai = *worktime::FindZone("Asia/Shanghai");

absl::Time At(int month, int day, int hour) {
  return absl::FromCivil(absl::CivilHour(2026, month, day, hour), kShanghai);
}

Moment MomentAt(absl::Time now, const absl::TimeZone& zone = kShanghai) {
  Moment moment;
  moment.now = now;
  moment.zone = zone;
  auto days = std::make_shared<worktime::WorkDays>();
  days->holidays = {absl::CivilDay(2026, 9, 25)};
  days->workdays = {absl::CivilDay(2026, 9, 20)};
  moment.calendar = std::move(days);
  return moment;
}

// Of the filter over a record whose times and dates are these two.
std::optional<absl::Time> Next(const std::string& filter, absl::Time now, absl::Time time,
                               absl::CivilDay day) {
  const auto predicate = Compile(filter, TestSchema(), ResolveTestField);
  EXPECT_THAT(predicate, IsOk()) << filter;
  const Turns turns(*predicate);
  const auto read = [&](size_t slot, Values* values) {
    const bool is_time = turns.fields()[slot]->kind == Kind::kTimestamp;
    values->push_back(is_time ? Literal(time) : Literal(day));
  };
  return turns.Next(read, MomentAt(now));
}

TEST(TurnsTest, ATimeThatGrowsOldTurnsAfterItsLength) {
  const absl::Time spoken = At(3, 1, 9);
  EXPECT_EQ(Next("create_time < ago('15d')", At(3, 2, 0), spoken, {}),
            At(3, 16, 9) + absl::Microseconds(1));
  EXPECT_EQ(Next("create_time <= ago('24h')", At(3, 1, 10), spoken, {}), At(3, 2, 9));
  // It has turned for good.
  EXPECT_EQ(Next("create_time < ago('15d')", At(3, 17, 0), spoken, {}), std::nullopt);
}

TEST(TurnsTest, ADateTurnsAtMidnight) {
  const absl::CivilDay end(2026, 9, 28);
  EXPECT_EQ(Next("founded < from_now('30d')", At(3, 1, 9), {}, end), At(8, 30, 0));
  EXPECT_EQ(Next("founded > from_now('30d')", At(3, 1, 9), {}, end), At(8, 29, 0));
  EXPECT_EQ(Next("founded = today()", At(9, 27, 9), {}, end), At(9, 28, 0));
  EXPECT_EQ(Next("founded = today()", At(9, 28, 9), {}, end), At(9, 29, 0));
  EXPECT_EQ(Next("founded <= workdays_ago(1)", At(9, 28, 9), {}, absl::CivilDay(2026, 9, 25)),
            At(9, 29, 0));
  EXPECT_EQ(Next("founded <= workdays_ago(2)", At(9, 18, 9), {}, absl::CivilDay(2026, 9, 18)),
            At(9, 21, 0));  // the Sunday is worked
}

TEST(TurnsTest, ADayThatIsPassedOverIsNeverMet) {
  const absl::CivilDay saturday(2026, 9, 26), monday(2026, 9, 28);
  EXPECT_EQ(Next("founded = workdays_ago(1)", At(9, 21, 9), {}, monday), At(9, 29, 0));
  EXPECT_EQ(Next("founded = workdays_ago(1)", At(9, 21, 9), {}, saturday), std::nullopt);
  EXPECT_NE(Next("founded < workdays_ago(1)", At(9, 21, 9), {}, saturday), std::nullopt);
  EXPECT_EQ(Next("founded = from_now('1mo')", At(2, 1, 9), {}, absl::CivilDay(2026, 3, 28)),
            At(2, 28, 0));
  EXPECT_EQ(Next("founded = from_now('1mo')", At(2, 1, 9), {}, absl::CivilDay(2026, 3, 31)),
            std::nullopt);
}

TEST(TurnsTest, TheFirstOfSeveralCounts) {
  EXPECT_EQ(Next("NOT (create_time < ago('15d') OR founded < today())", At(3, 2, 0), At(3, 1, 9),
                 absl::CivilDay(2026, 3, 10)),
            At(3, 11, 0));
}

TEST(TurnsTest, WhatHasNoFunctionNeverTurns) {
  const auto predicate =
      Compile("create_time > '2026-03-01' AND state = ACTIVE AND founded:*", TestSchema());
  ASSERT_THAT(predicate, IsOk());
  EXPECT_TRUE(Turns(*predicate).empty());
  EXPECT_TRUE(Turns(*predicate).fields().empty());
}

class RandomTurnsTest : public ::testing::Test {
 protected:
  int Below(int bound) { return std::uniform_int_distribution<int>(0, bound - 1)(random_); }

  std::string RandomFilter(bool is_date) {
    const char* const kCalls[] = {"ago('36h')",      "ago('1mo')",      "from_now('1mo')",
                                  "ago('0d')",       "today()",         "workdays_ago(3)",
                                  "workdays_ago(0)", "from_now('10d')", "ago('1y')"};
    const char* const kOperators[] = {"<", "<=", ">", ">=", "="};
    return absl::StrCat(is_date ? "founded" : "create_time", kOperators[Below(is_date ? 5 : 4)],
                        kCalls[is_date ? 1 + Below(8) : Below(9)]);
  }

 private:
  std::mt19937 random_{20260228};
};

// At the moment that it names the filter says another thing than now, before it the same.
TEST_F(RandomTurnsTest, BetweenNowAndTheTurnNothingTurns) {
  int turned = 0;
  for (int round = 0; round < 2000; ++round) {
    const bool is_date = Below(2) == 0;
    const std::string filter = RandomFilter(is_date);
    const auto predicate = Compile(filter, TestSchema());
    ASSERT_THAT(predicate, IsOk()) << filter;
    const absl::Time now = At(1, 1, 0) + absl::Hours(Below(8760));
    const absl::Time near = now + absl::Minutes(Below(100000) - 50000);
    const Literal value = is_date ? Literal(absl::ToCivilDay(near, kShanghai)) : Literal(near);
    const auto read = [&](size_t, Values* values) { values->push_back(value); };
    const Matcher matcher(*predicate);
    const auto says = [&](absl::Time at) { return matcher.Evaluate(read, MomentAt(at)); };
    const std::optional<absl::Time> turn = Turns(*predicate).Next(read, MomentAt(now));
    const absl::Time end = turn.value_or(now + absl::Hours(24 * 500));
    for (absl::Time at = now; at < end; at += absl::Hours(13)) {
      ASSERT_EQ(says(at), says(now)) << filter;
    }
    if (!turn.has_value()) continue;
    ++turned;
    EXPECT_NE(says(*turn), says(now)) << filter;
    EXPECT_EQ(says(*turn - absl::Microseconds(1)), says(now)) << filter;
  }
  EXPECT_GT(turned, 500);
}

}  // namespace
}  // namespace guanxi::filter
