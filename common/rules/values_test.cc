#include "common/rules/values.h"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::rules {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// The paths that a check complains about.
template <typename Check>
std::vector<std::string> PathsOf(Check check) {
  Violations violations;
  check(&violations);
  std::vector<std::string> paths;
  for (const FieldViolation& violation : FieldViolations(violations.ToStatus())) {
    paths.push_back(violation.path);
  }
  return paths;
}

google::type::Date Day(int year, int month, int day) {
  google::type::Date date;
  date.set_year(year);
  date.set_month(month);
  date.set_day(day);
  return date;
}

google::type::Money Amount(const std::string& currency, int64_t units, int32_t nanos = 0) {
  google::type::Money money;
  money.set_currency_code(currency);
  money.set_units(units);
  money.set_nanos(nanos);
  return money;
}

TEST(ValuesTest, LinesStandOnce) {
  google::protobuf::RepeatedPtrField<std::string> lines;
  for (const char* line : {" 重点 ", "", "Ａ", "重点", "A", "\xff"}) *lines.Add() = line;
  EXPECT_THAT(PathsOf([&](Violations* v) { NormalizeLines("tags", &lines, v); }),
              ElementsAre("tags[5]"));
  EXPECT_THAT(lines, ElementsAre("重点", "A", "\xff"));
}

TEST(ValuesTest, DatesExist) {
  const auto faults = [](const google::type::Date& date) {
    return PathsOf([&](Violations* v) { CheckDate("day", date, v); }).size();
  };
  for (const auto& good : {Day(2024, 2, 29), Day(2024, 2, 0), Day(2024, 0, 0), Day(0, 2, 29)}) {
    EXPECT_EQ(faults(good), 0) << good.ShortDebugString();
  }
  for (const auto& bad : {Day(2023, 2, 29), Day(90, 1, 1), Day(2024, 0, 3), Day(0, 3, 0),
                          Day(0, 0, 0), Day(10000, 1, 1), Day(2024, 13, 1)}) {
    EXPECT_EQ(faults(bad), 1) << bad.ShortDebugString();
  }
}

TEST(ValuesTest, AWholeDateHasAllParts) {
  const auto faults = [](const google::type::Date& date) {
    return PathsOf([&](Violations* v) { CheckWholeDate("day", date, v); });
  };
  EXPECT_THAT(faults(Day(2027, 3, 31)), IsEmpty());
  EXPECT_THAT(faults(Day(2027, 3, 0)), ElementsAre("day"));
  EXPECT_THAT(faults(Day(0, 3, 31)), ElementsAre("day"));
  EXPECT_THAT(faults(Day(2027, 2, 30)), ElementsAre("day"));
}

TEST(ValuesTest, MoneyHasACurrencyAndIsNotNegative) {
  const auto faults = [](const google::type::Money& money) {
    return PathsOf([&](Violations* v) { CheckMoney("amount", money, v); });
  };
  EXPECT_THAT(faults(Amount("CNY", 0)), IsEmpty());
  EXPECT_THAT(faults(Amount("USD", 12, 500000000)), IsEmpty());
  EXPECT_THAT(faults(Amount("RMB", 1)), ElementsAre("amount.currency_code"));
  EXPECT_THAT(faults(Amount("", -1)), ElementsAre("amount.currency_code", "amount"));
  EXPECT_THAT(faults(Amount("CNY", 0, 1000000000)), ElementsAre("amount"));
}

// Sums over a tenant's records stay amounts.
TEST(ValuesTest, MoneyIsAtMostTenToTheFifteenth) {
  constexpr int64_t kMost = 1'000'000'000'000'000;
  const auto faults = [](const google::type::Money& money) {
    return PathsOf([&](Violations* v) { CheckMoney("amount", money, v); });
  };
  EXPECT_THAT(faults(Amount("CNY", kMost)), IsEmpty());
  EXPECT_THAT(faults(Amount("CNY", kMost, 10'000'000)), ElementsAre("amount"));
  EXPECT_THAT(faults(Amount("CNY", kMost + 1)), ElementsAre("amount"));
  EXPECT_THAT(faults(Amount("CNY", std::numeric_limits<int64_t>::max())), ElementsAre("amount"));
}

TEST(ValuesTest, MoneyHasNoPartsThatItsCurrencyLacks) {
  const auto faults = [](const google::type::Money& money) {
    return PathsOf([&](Violations* v) { CheckMoney("amount", money, v); });
  };
  EXPECT_THAT(faults(Amount("CNY", 100, 10'000'000)), IsEmpty());
  EXPECT_THAT(faults(Amount("CNY", 100, 1)), ElementsAre("amount"));
  EXPECT_THAT(faults(Amount("CNY", 100, 5'000'000)), ElementsAre("amount"));
  EXPECT_THAT(faults(Amount("JPY", 100)), IsEmpty());
  EXPECT_THAT(faults(Amount("JPY", 100, 500'000'000)), ElementsAre("amount"));
  EXPECT_THAT(faults(Amount("KWD", 100, 1'000'000)), IsEmpty());
  // The price of one of many may have them.
  EXPECT_THAT(
      PathsOf([](Violations* v) { CheckUnitPrice("price", Amount("CNY", 0, 3'500'000), v); }),
      IsEmpty());
}

TEST(NormalizeTimeTest, CutsToMicroseconds) {
  google::protobuf::Timestamp time;
  time.set_seconds(7);
  time.set_nanos(123456789);
  NormalizeTime(&time);
  EXPECT_EQ(time.seconds(), 7);
  EXPECT_EQ(time.nanos(), 123456000);
}

TEST(CheckTimeTest, TakesTheYears1970To9999) {
  const auto paths = [](int64_t seconds, int nanos) {
    google::protobuf::Timestamp time;
    time.set_seconds(seconds);
    time.set_nanos(nanos);
    return PathsOf([&](Violations* violations) { CheckTime("due_time", time, violations); });
  };
  EXPECT_THAT(paths(0, 0), IsEmpty());
  EXPECT_THAT(paths(253402300799, 999999999), IsEmpty());
  EXPECT_THAT(paths(-1, 0), ElementsAre("due_time"));
  EXPECT_THAT(paths(253402300800, 0), ElementsAre("due_time"));
  EXPECT_THAT(paths(0, -1), ElementsAre("due_time"));
  EXPECT_THAT(paths(0, 1000000000), ElementsAre("due_time"));
}

TEST(ValuesTest, AWholeDateIsADayAndBack) {
  EXPECT_EQ(DayOf(Day(2028, 2, 29)), absl::CivilDay(2028, 2, 29));
  EXPECT_EQ(DateOf(absl::CivilDay(2028, 2, 29)).SerializeAsString(),
            Day(2028, 2, 29).SerializeAsString());
}

TEST(CheckPastTimeTest, TakesWhatHasComeSince1900) {
  const auto paths = [](int64_t seconds, int nanos) {
    google::protobuf::Timestamp time;
    time.set_seconds(seconds);
    time.set_nanos(nanos);
    return PathsOf([&](Violations* violations) {
      CheckPastTime("occur_time", absl::FromUnixSeconds(1000), time, violations);
    });
  };
  EXPECT_THAT(paths(-2208988800, 0), IsEmpty());
  EXPECT_THAT(paths(1300, 999999999), IsEmpty());
  EXPECT_THAT(paths(-2208988801, 0), ElementsAre("occur_time"));
  EXPECT_THAT(paths(1301, 0), ElementsAre("occur_time"));
  EXPECT_THAT(paths(0, -1), ElementsAre("occur_time"));
  EXPECT_THAT(paths(0, 1000000000), ElementsAre("occur_time"));
}

}  // namespace
}  // namespace guanxi::rules
