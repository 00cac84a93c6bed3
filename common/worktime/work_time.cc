#include "common/worktime/work_time.h"

#include <algorithm>
#include <utility>

namespace guanxi::worktime {
namespace {

// When the clocks of the zone are next put forward or back after `at`, or `end` if that is sooner.
absl::Time EvenUntil(const absl::TimeZone& zone, absl::Time at, absl::Time end) {
  absl::TimeZone::CivilTransition next;
  if (!zone.NextTransition(at, &next)) return end;
  return std::min(end, zone.At(next.to).trans);
}

}  // namespace

WorkTime::WorkTime(absl::TimeZone zone, std::array<Periods, 7> hours,
                   std::set<absl::CivilDay> holidays, std::set<absl::CivilDay> workdays,
                   std::set<absl::civil_year_t> years)
    : zone_(zone), hours_(std::move(hours)), years_(std::move(years)) {
  days_.holidays = std::move(holidays);
  days_.workdays = std::move(workdays);
  for (size_t i = 0; i < hours_.size(); ++i) days_.works[i] = !hours_[i].empty();
  while (first_worked_ + 1 < hours_.size() && hours_[first_worked_].empty()) ++first_worked_;
}

bool WorkTime::IsWorked(absl::Time at) const { return Next(at) == at; }

std::optional<absl::Time> WorkTime::Next(absl::Time at) const {
  std::optional<absl::Time> found;
  Walk(at, at + kHorizon, [&](absl::Time first, absl::Time) {
    found = first;
    return false;
  });
  return found;
}

std::optional<absl::Time> WorkTime::Add(absl::Time start, absl::Duration amount) const {
  if (amount <= absl::ZeroDuration()) return start;
  std::optional<absl::Time> found;
  Walk(start, start + kHorizon, [&](absl::Time first, absl::Time last) {
    if (last - first < amount) {
      amount -= last - first;
      return true;
    }
    found = first + amount;
    return false;
  });
  return found;
}

std::optional<absl::Duration> WorkTime::Between(absl::Time start, absl::Time end) const {
  const absl::Time from = std::min(start, end);
  const absl::Time to = std::max(start, end);
  if (to - from > kHorizon) return std::nullopt;
  absl::Duration sum;
  Walk(from, to, [&](absl::Time first, absl::Time last) {
    sum += last - first;
    return true;
  });
  return start <= end ? sum : -sum;
}

bool WorkTime::IsProvisional(absl::Time start, absl::Time end) const {
  const absl::civil_year_t last = absl::ToCivilYear(std::max(start, end), zone_).year();
  absl::civil_year_t year = absl::ToCivilYear(std::min(start, end), zone_).year();
  for (; year <= last; ++year) {
    if (years_.count(year) == 0) return true;
  }
  return false;
}

void WorkTime::Walk(absl::Time start, absl::Time end, Visit visit) const {
  while (start < end) {
    const absl::Time until = EvenUntil(zone_, start, end);
    if (!WalkEven(start, until, zone_.At(start).offset, visit)) return;
    start = until;
  }
}

bool WorkTime::WalkEven(absl::Time start, absl::Time end, int offset, Visit visit) const {
  const absl::TimeZone clocks = absl::FixedTimeZone(offset);
  for (absl::CivilDay day = absl::ToCivilDay(start, clocks);; ++day) {
    const absl::Time midnight = absl::FromCivil(day, clocks);
    if (midnight >= end) return true;
    for (const Period& period : HoursOf(day)) {
      const absl::Time first = std::max(start, midnight + absl::Minutes(period.first));
      const absl::Time last = std::min(end, midnight + absl::Minutes(period.last));
      if (first < last && !visit(first, last)) return false;
    }
  }
}

const Periods& WorkTime::HoursOf(absl::CivilDay day) const {
  static const auto* const kNone = new Periods;
  if (!days_.IsWorkday(day)) return *kNone;
  const Periods& own = hours_[static_cast<size_t>(absl::GetWeekday(day))];
  return own.empty() ? hours_[first_worked_] : own;
}

}  // namespace guanxi::worktime
