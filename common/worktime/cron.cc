#include "common/worktime/cron.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/worktime/cron_field.h"
#include "common/worktime/wall_clock.h"

namespace guanxi::worktime {
namespace {

// From a 29 February to the next there are up to eight years.
constexpr int kHorizonDays = 9 * 366;

const std::vector<CronRange>& Ranges() {
  static const auto* const kRanges = new std::vector<CronRange>{
      {"the minute", 0, 59, {}},
      {"the hour", 0, 23, {}},
      {"the day of the month", 1, 31, {}},
      {"the month",
       1,
       12,
       {"JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"}},
      {"the day of the week", 0, 7, {"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"}}};
  return *kRanges;
}

template <size_t N>
std::bitset<N> BitsOf(const CronField& field) {
  std::bitset<N> bits;
  for (const int value : field.values) bits.set(value % static_cast<int>(N));
  return bits;
}

}  // namespace

absl::StatusOr<Cron> Cron::Parse(absl::string_view text) {
  if (text.size() > kMaxCronBytes) {
    return absl::InvalidArgumentError(absl::StrCat("longer than ", kMaxCronBytes, " bytes"));
  }
  const std::vector<absl::string_view> parts =
      absl::StrSplit(text, absl::ByAnyChar(" \t"), absl::SkipEmpty());
  if (parts.size() != Ranges().size()) {
    return absl::InvalidArgumentError(
        "expected five fields: minute, hour, day of the month, month, day of the week");
  }
  std::vector<CronField> fields;
  for (size_t i = 0; i < parts.size(); ++i) {
    absl::StatusOr<CronField> field = ParseCronField(parts[i], Ranges()[i]);
    if (!field.ok()) return field.status();
    fields.push_back(*std::move(field));
  }
  Cron cron;
  cron.minutes_ = BitsOf<60>(fields[0]);
  cron.hours_ = BitsOf<24>(fields[1]);
  cron.days_ = BitsOf<32>(fields[2]);
  cron.months_ = BitsOf<13>(fields[3]);
  cron.weekdays_ = BitsOf<7>(fields[4]);
  cron.any_hour_ = fields[1].starred;
  cron.any_day_ = fields[2].any;
  cron.any_weekday_ = fields[4].any;
  const absl::CivilMinute start(2000, 1, 1);
  if (!cron.NextMinute(start, start + int64_t{kHorizonDays} * 24 * 60).has_value()) {
    return absl::InvalidArgumentError("expected a day that there is in one of the months");
  }
  return cron;
}

bool Cron::MeansDay(absl::CivilDay day) const {
  if (!months_[day.month()]) return false;
  const int weekday = (static_cast<int>(absl::GetWeekday(day)) + 1) % 7;  // absl's first is Monday
  const bool by_month = days_[day.day()];
  const bool by_week = weekdays_[weekday];
  if (any_day_) return by_week;
  if (any_weekday_) return by_month;
  return by_month || by_week;
}

std::optional<absl::CivilMinute> Cron::NextOfDay(absl::CivilMinute from) const {
  for (int hour = from.hour(); hour < 24; ++hour) {
    if (!hours_[hour]) continue;
    for (int minute = hour == from.hour() ? from.minute() : 0; minute < 60; ++minute) {
      if (!minutes_[minute]) continue;
      return absl::CivilMinute(from.year(), from.month(), from.day(), hour, minute);
    }
  }
  return std::nullopt;
}

std::optional<absl::CivilMinute> Cron::NextMinute(absl::CivilMinute from,
                                                  absl::CivilMinute end) const {
  while (from <= end) {
    const absl::CivilDay day(from);
    if (MeansDay(day)) {
      const std::optional<absl::CivilMinute> found = NextOfDay(from);
      if (found.has_value()) return *found <= end ? found : std::nullopt;
    }
    from = absl::CivilMinute(months_[day.month()] ? day + 1
                                                  : absl::CivilDay(absl::CivilMonth(day) + 1));
  }
  return std::nullopt;
}

absl::Time Cron::Next(absl::Time after, const absl::TimeZone& zone) const {
  return any_hour_ ? NextShown(after, zone) : NextOnce(after, zone);
}

absl::Duration Cron::ShortestGap() const {
  int gap = 60;
  int last = -1;
  int first = -1;
  for (int minute = 0; minute < 60; ++minute) {
    if (!minutes_[minute]) continue;
    if (first < 0) first = minute;
    if (last >= 0) gap = std::min(gap, minute - last);
    last = minute;
  }
  return absl::Minutes(std::min(gap, first + 60 - last));
}

absl::Time Cron::NextOnce(absl::Time after, const absl::TimeZone& zone) const {
  absl::CivilMinute from = absl::ToCivilMinute(after, zone);
  const absl::CivilMinute end = from + int64_t{kHorizonDays} * 24 * 60;
  // What lies before what the clocks show now has been: see WhenClocksShow.
  while (const std::optional<absl::CivilMinute> found = NextMinute(from, end)) {
    const absl::Time at = WhenClocksShow(absl::CivilSecond(*found), zone);
    if (at > after) return at;
    from = *found + 1;
  }
  return absl::InfiniteFuture();
}

// Piece by piece, between the moments at which clocks are put forward or back.
absl::Time Cron::NextShown(absl::Time after, const absl::TimeZone& zone) const {
  const absl::Time last = after + absl::Hours(24) * kHorizonDays;
  absl::Time start = after + absl::Nanoseconds(1);
  while (start < last) {
    absl::TimeZone::CivilTransition next;
    const bool changes = zone.NextTransition(start, &next);
    const absl::Time until = changes ? std::min(zone.At(next.to).trans, last) : last;
    const absl::TimeZone clocks = absl::FixedTimeZone(zone.At(start).offset);
    absl::CivilMinute from = absl::ToCivilMinute(start, clocks);
    if (absl::FromCivil(from, clocks) < start) ++from;
    const std::optional<absl::CivilMinute> found =
        NextMinute(from, absl::ToCivilMinute(until, clocks));
    if (found.has_value() && absl::FromCivil(*found, clocks) < until) {
      return absl::FromCivil(*found, clocks);
    }
    start = until;
  }
  return absl::InfiniteFuture();
}

}  // namespace guanxi::worktime
