#include "common/filter/moment.h"

namespace guanxi::filter {
namespace {

constexpr int kMaxDaysPerWorkday = 7;
constexpr int kMaxExtraDays = 3660;

}  // namespace

bool WorkCalendar::IsWorkday(absl::CivilDay day) const {
  if (workdays.count(day) > 0) return true;
  if (holidays.count(day) > 0) return false;
  return works[static_cast<size_t>(absl::GetWeekday(day))];
}

std::optional<absl::CivilDay> WorkdaysAgo(int count, const Moment& moment) {
  static const auto* const kPlainWeek = new WorkCalendar;
  const WorkCalendar& calendar = moment.calendar != nullptr ? *moment.calendar : *kPlainWeek;
  absl::CivilDay day = moment.Today();
  const absl::CivilDay last = day - (count * kMaxDaysPerWorkday + kMaxExtraDays);
  while (count > 0) {
    if (--day < last) return std::nullopt;
    if (calendar.IsWorkday(day)) --count;
  }
  return day;
}

}  // namespace guanxi::filter
