#include "common/worktime/work_time.h"

#include <array>
#include <set>

#include "gtest/gtest.h"

namespace guanxi::worktime {
namespace {

absl::TimeZone Zone(const char* name) {
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone(name, &zone)) << name;
  return zone;
}

constexpr int kNine = 9 * 60;
constexpr int kNoon = 12 * 60;
constexpr int kSix = 18 * 60;

// 9:00 to 12:00 and 13:00 to 18:00, eight hours a day, from Monday to Friday.
std::array<Periods, 7> OfficeHours() {
  std::array<Periods, 7> hours;
  for (int day = 0; day < 5; ++day) hours[day] = {{kNine, kNoon}, {kNoon + 60, kSix}};
  return hours;
}

// As China worked in 2026 around these days; the whole years are in the examples.
WorkTime China() {
  std::set<absl::CivilDay> holidays;
  for (int day = 1; day <= 3; ++day) holidays.insert(absl::CivilDay(2026, 1, day));
  for (int day = 15; day <= 23; ++day) holidays.insert(absl::CivilDay(2026, 2, day));
  for (int day = 25; day <= 27; ++day) holidays.insert(absl::CivilDay(2026, 9, day));
  const std::set<absl::CivilDay> workdays = {
      absl::CivilDay(2026, 1, 4), absl::CivilDay(2026, 2, 14), absl::CivilDay(2026, 2, 28),
      absl::CivilDay(2026, 9, 20)};
  return WorkTime(Zone("Asia/Shanghai"), OfficeHours(), holidays, workdays, {2026});
}

absl::Time At(int month, int day, int hour, int minute = 0) {
  return absl::FromCivil(absl::CivilMinute(2026, month, day, hour, minute), Zone("Asia/Shanghai"));
}

TEST(WorkTimeTest, NewYearsSundayIsWorked) {
  const WorkTime work = China();
  EXPECT_EQ(work.Next(At(1, 1, 10)), At(1, 4, 9));
  EXPECT_EQ(work.Add(At(1, 4, 17), absl::Hours(2)), At(1, 5, 10));
}

TEST(WorkTimeTest, TheSaturdaysAroundTheSpringFestivalAreWorked) {
  const WorkTime work = China();
  EXPECT_EQ(work.Add(At(2, 13, 17), absl::Hours(2)), At(2, 14, 10));
  EXPECT_EQ(work.Next(At(2, 14, 18)), At(2, 24, 9));
  EXPECT_EQ(work.Add(At(2, 14, 17), absl::Hours(2)), At(2, 24, 10));
  EXPECT_EQ(work.Add(At(2, 27, 17), absl::Hours(2)), At(2, 28, 10));
  EXPECT_EQ(work.Between(At(2, 27, 0), At(3, 2, 0)), absl::Hours(16));
}

TEST(WorkTimeTest, TheSundayBeforeTheNationalDayIsWorked) {
  const WorkTime work = China();
  EXPECT_EQ(work.Add(At(9, 19, 12), absl::Hours(8)), At(9, 20, 18));
  EXPECT_EQ(work.Between(At(9, 19, 0), At(9, 28, 0)), absl::Hours(5 * 8));
}

TEST(WorkTimeTest, TimeEndsWithTheDayRatherThanBeginningTheNext) {
  const WorkTime work = China();
  EXPECT_EQ(work.Add(At(3, 3, 9), absl::Hours(3)), At(3, 3, 12));
  EXPECT_EQ(work.Add(At(3, 3, 9), absl::Hours(8)), At(3, 3, 18));
  EXPECT_EQ(work.Add(At(3, 3, 20), absl::ZeroDuration()), At(3, 3, 20));
  EXPECT_FALSE(work.IsWorked(At(3, 3, 12)));
  EXPECT_TRUE(work.IsWorked(At(3, 3, 9)));
}

TEST(WorkTimeTest, BackwardsIsNegative) {
  EXPECT_EQ(China().Between(At(3, 3, 18), At(3, 3, 9)), -absl::Hours(8));
}

TEST(WorkTimeTest, WhereNobodyWorksThereIsNoAnswer) {
  const WorkTime work(Zone("Asia/Shanghai"), {}, {}, {});
  EXPECT_EQ(work.Next(At(1, 1, 0)), std::nullopt);
  EXPECT_EQ(work.Add(At(1, 1, 0), absl::Seconds(1)), std::nullopt);
  EXPECT_EQ(work.Between(At(1, 1, 0), At(12, 1, 0)), absl::ZeroDuration());
}

TEST(WorkTimeTest, BeyondTheHorizonThereIsNoAnswer) {
  const WorkTime work = China();
  EXPECT_EQ(work.Add(At(1, 1, 0), absl::Hours(8) * 366 * 11), std::nullopt);
  EXPECT_EQ(work.Between(At(1, 1, 0), At(1, 1, 0) + kHorizon + absl::Seconds(1)), std::nullopt);
}

TEST(WorkTimeTest, AYearOfWhichNothingIsKnownIsProvisional) {
  const WorkTime work = China();
  EXPECT_FALSE(work.IsProvisional(At(1, 1, 0), At(12, 31, 23)));
  EXPECT_TRUE(work.IsProvisional(At(1, 1, 0), At(12, 31, 24)));
  EXPECT_TRUE(work.IsProvisional(At(12, 31, 24), At(12, 31, 23)));
}

// Clocks of New York are put forward on 8 March 2026 at 2:00, and back on 1 November at 2:00.
TEST(WorkTimeTest, HoursThatClocksSkipAreNotWorkedAndThoseShownTwiceAre) {
  std::array<Periods, 7> hours;
  hours.fill({{0, 4 * 60}});
  const absl::TimeZone zone = Zone("America/New_York");
  const WorkTime work(zone, hours, {}, {});
  const auto worked = [&](int month, int day) {
    const absl::Time midnight = absl::FromCivil(absl::CivilDay(2026, month, day), zone);
    return work.Between(midnight, midnight + absl::Hours(12));
  };
  EXPECT_EQ(worked(3, 7), absl::Hours(4));
  EXPECT_EQ(worked(3, 8), absl::Hours(3));
  EXPECT_EQ(worked(11, 1), absl::Hours(5));
}

}  // namespace
}  // namespace guanxi::worktime
