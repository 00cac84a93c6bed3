#include "common/worktime/work_days.h"

namespace guanxi::worktime {
namespace {

constexpr int kMaxDaysPerWorkday = 7;
constexpr int kMaxExtraDays = 3660;

// `step` is 1 or -1.
std::optional<absl::CivilDay> MoveByWorkdays(absl::CivilDay day, int count, int step,
                                             const WorkDays& days) {
  for (int left = count * kMaxDaysPerWorkday + kMaxExtraDays; count > 0; --left) {
    if (left == 0) return std::nullopt;
    day += step;
    if (days.IsWorkday(day)) --count;
  }
  return day;
}

}  // namespace

bool WorkDays::IsWorkday(absl::CivilDay day) const {
  if (workdays.count(day) > 0) return true;
  if (holidays.count(day) > 0) return false;
  return works[static_cast<size_t>(absl::GetWeekday(day))];
}

std::optional<absl::CivilDay> WorkdayBefore(absl::CivilDay day, int count, const WorkDays& days) {
  return MoveByWorkdays(day, count, -1, days);
}

std::optional<absl::CivilDay> WorkdayAfter(absl::CivilDay day, int count, const WorkDays& days) {
  return MoveByWorkdays(day, count, 1, days);
}

}  // namespace guanxi::worktime
