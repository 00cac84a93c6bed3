// Schedules against a model that goes minute by minute through the days around which clocks are put
// forward or back.
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/worktime/cron.h"
#include "common/worktime/zone.h"
#include "gtest/gtest.h"

namespace guanxi::worktime {
namespace {

struct Place {
  const char* zone;
  absl::CivilDay day;
};
const Place kPlaces[] = {
    {"Asia/Shanghai", absl::CivilDay(2026, 2, 27)},
    {"America/New_York", absl::CivilDay(2026, 3, 7)},
    {"America/New_York", absl::CivilDay(2026, 10, 31)},
    {"Australia/Lord_Howe", absl::CivilDay(2026, 4, 4)},  // by half an hour
    {"America/Santiago", absl::CivilDay(2026, 9, 5)},     // at midnight
    {"Africa/Cairo", absl::CivilDay(2026, 10, 29)},       // back from midnight to the day before
};

// What a schedule means, value by value.
struct Meaning {
  int minute_step;
  int hour;  // -1: any
  int hour_count;
  int weekday;  // of absl; -1: any

  std::string Text() const {
    const std::string hours = hour < 0 ? "*" : absl::StrCat(hour, "-", hour + hour_count - 1);
    return absl::StrCat("*/", minute_step, " ", hours, " * * ",
                        weekday < 0 ? "*" : std::to_string((weekday + 1) % 7));
  }
  bool Holds(absl::CivilMinute at) const {
    const bool in_hours = hour < 0 || (at.hour() >= hour && at.hour() < hour + hour_count);
    const bool on_day = weekday < 0 || static_cast<int>(absl::GetWeekday(at)) == weekday;
    return in_hours && on_day && at.minute() % minute_step == 0;
  }
};

// All times within `days` after `start`. Certain hours: each minute that the clocks have come past
// for the first time counts then; otherwise, each that they show.
std::vector<absl::Time> Model(const Meaning& meaning, absl::Time start, int days,
                              const absl::TimeZone& zone) {
  std::vector<absl::Time> times;
  absl::CivilMinute highest = absl::ToCivilMinute(start - absl::Minutes(1), zone);
  for (absl::Time at = start; at < start + absl::Hours(24 * days); at += absl::Minutes(1)) {
    const absl::CivilMinute shown = absl::ToCivilMinute(at, zone);
    bool holds = meaning.hour < 0 && meaning.Holds(shown);
    for (; highest < shown; ++highest) holds |= meaning.hour >= 0 && meaning.Holds(highest + 1);
    if (holds) times.push_back(at);
  }
  return times;
}

TEST(CronModelTest, EqualsAModelThatGoesMinuteByMinute) {
  std::mt19937 random(20260308);
  const auto below = [&](int bound) {
    return std::uniform_int_distribution<int>(0, bound - 1)(random);
  };
  constexpr int kSteps[] = {1, 7, 15, 20, 30, 59};
  for (int round = 0; round < 300; ++round) {
    const Place& place = kPlaces[round % std::size(kPlaces)];
    const absl::TimeZone zone = *FindZone(place.zone);
    Meaning meaning;
    meaning.minute_step = kSteps[below(std::size(kSteps))];
    meaning.hour = below(3) == 0 ? -1 : below(24);
    meaning.hour_count = meaning.hour < 0 ? 1 : 1 + below(24 - meaning.hour);
    meaning.weekday = below(2) == 0 ? -1 : below(7);
    const std::string text = meaning.Text();
    SCOPED_TRACE(absl::StrCat(place.zone, " ", text));
    const auto cron = Cron::Parse(text);
    ASSERT_TRUE(cron.ok()) << cron.status();
    const absl::Time start = absl::FromCivil(place.day, zone) + absl::Minutes(below(1440));
    absl::Time at = start - absl::Nanoseconds(1);
    for (const absl::Time expected : Model(meaning, start, 4, zone)) {
      at = cron->Next(at, zone);
      ASSERT_EQ(at, expected);
    }
    EXPECT_GE(cron->Next(at, zone), start + absl::Hours(24 * 4));
  }
}

}  // namespace
}  // namespace guanxi::worktime
