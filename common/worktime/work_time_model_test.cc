// Working time against a model that goes minute by minute.
#include <array>
#include <iterator>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>

#include "common/worktime/work_time.h"
#include "gtest/gtest.h"

namespace guanxi::worktime {
namespace {

absl::TimeZone Zone(const char* name) {
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone(name, &zone)) << name;
  return zone;
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

TEST(WorkTimeModelTest, EqualsAModelThatGoesMinuteByMinute) {
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
