#include "common/worktime/work_time.h"

#include <iterator>
#include <random>
#include <string>
#include <utility>

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

// By the definition, minute by minute.
class Naive {
 public:
  Naive(absl::TimeZone zone, std::array<Periods, 7> hours, WorkDays days)
      : zone_(zone), hours_(std::move(hours)), days_(std::move(days)) {}

  bool IsWorked(absl::Time at) const {
    const absl::CivilMinute minute = absl::ToCivilMinute(at, zone_);
    const absl::CivilDay day(minute);
    if (!days_.IsWorkday(day)) return false;
    const Periods* periods = &hours_[static_cast<size_t>(absl::GetWeekday(day))];
    for (size_t i = 0; periods->empty() && i < hours_.size(); ++i) periods = &hours_[i];
    const int of_day = minute.hour() * 60 + minute.minute();
    for (const Period& period : *periods) {
      if (period.first <= of_day && of_day < period.last) return true;
    }
    return false;
  }

 private:
  const absl::TimeZone zone_;
  const std::array<Periods, 7> hours_;
  const WorkDays days_;
};

class RandomCalendars {
 public:
  explicit RandomCalendars(int seed) : random_(seed) {}

  int Below(int bound) { return std::uniform_int_distribution<int>(0, bound - 1)(random_); }

  Periods SomePeriods() {
    Periods periods;
    int at = 0;
    for (int i = Below(4); i > 0; --i) {
      const int first = at + Below(300);
      const int last = first + 1 + Below(400);
      if (last > kMinutesPerDay) break;
      periods.push_back({first, last});
      at = last + 1;
    }
    return periods;
  }

  std::set<absl::CivilDay> SomeDays(absl::CivilDay around) {
    std::set<absl::CivilDay> days;
    for (int i = Below(5); i > 0; --i) days.insert(around + (Below(12) - 4));
    return days;
  }

 private:
  std::mt19937 random_;
};

// Days near which clocks are put forward or back, and some where they are not.
struct Place {
  const char* zone;
  absl::CivilDay day;
};
const Place kPlaces[] = {
    {"Asia/Shanghai", absl::CivilDay(2026, 2, 14)},
    {"America/New_York", absl::CivilDay(2026, 3, 7)},
    {"America/New_York", absl::CivilDay(2026, 10, 31)},
    {"Europe/Berlin", absl::CivilDay(2026, 10, 24)},
    {"Australia/Lord_Howe", absl::CivilDay(2026, 4, 4)},  // by half an hour
    {"America/Santiago", absl::CivilDay(2026, 9, 5)},     // at midnight
    {"Africa/Cairo", absl::CivilDay(2026, 10, 29)},       // back from midnight to the day before
    {"Asia/Kathmandu", absl::CivilDay(2026, 5, 1)},
};

TEST(WorkTimeTest, EqualsAModelThatGoesMinuteByMinute) {
  RandomCalendars random(20260104);
  for (int round = 0; round < 400; ++round) {
    const Place& place = kPlaces[round % std::size(kPlaces)];
    SCOPED_TRACE(std::string(place.zone) + " " + std::to_string(round));
    const absl::TimeZone zone = Zone(place.zone);
    std::array<Periods, 7> hours;
    for (Periods& periods : hours) periods = random.SomePeriods();
    const auto holidays = random.SomeDays(place.day);
    const auto workdays = random.SomeDays(place.day);
    const WorkTime work(zone, hours, holidays, workdays);
    const Naive naive(zone, hours, work.days());

    const absl::Time start =
        absl::FromCivil(place.day, zone) + absl::Minutes(random.Below(2 * kMinutesPerDay));
    const int length = random.Below(5 * kMinutesPerDay);
    int worked = 0;
    std::optional<absl::Time> next;
    absl::Time last_worked = start;  // the end of the last minute of them
    for (int minute = 0; minute < length; ++minute) {
      const absl::Time at = start + absl::Minutes(minute);
      if (!naive.IsWorked(at)) continue;
      if (!next.has_value()) next = at;
      ++worked;
      last_worked = at + absl::Minutes(1);
    }
    const absl::Time end = start + absl::Minutes(length);
    EXPECT_EQ(work.Between(start, end), absl::Minutes(worked));
    EXPECT_EQ(work.Between(end, start), -absl::Minutes(worked));
    EXPECT_EQ(work.IsWorked(start), naive.IsWorked(start));
    EXPECT_EQ(work.Add(start, absl::Minutes(worked)), last_worked);
    if (next.has_value()) {
      EXPECT_EQ(work.Next(start), next);
      EXPECT_EQ(work.Add(start, absl::Nanoseconds(1)), *next + absl::Nanoseconds(1));
    }
  }
}

}  // namespace
}  // namespace guanxi::worktime
