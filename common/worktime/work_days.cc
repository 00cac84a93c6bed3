#include "common/worktime/work_days.h"

namespace guanxi::worktime {
namespace {

constexpr int kMaxDaysPerWorkday = 7;
constexpr int kMaxExtraDays = 3660;

}  // namespace

bool WorkDays::IsWorkday(absl::CivilDay day) const {
  if (workdays.count(day) > 0) return true;
  if (holidays.count(day) > 0) return false;
  return works[static_cast<size_t>(absl::GetWeekday(day))];
}

std::optional<absl::CivilDay> WorkdayBefore(absl::CivilDay day, int count, const WorkDays& days) {
  const absl::CivilDay last = day - (count * kMaxDaysPerWorkday + kMaxExtraDays);
  while (count > 0) {
    if (--day < last) return std::nullopt;
    if (days.IsWorkday(day)) --count;
  }
  return day;
}

}  // namespace guanxi::worktime
