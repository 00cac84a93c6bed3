#include "common/worktime/wall_clock.h"

#include <algorithm>

namespace guanxi::worktime {

absl::Time WhenClocksShow(absl::CivilSecond shown, const absl::TimeZone& zone) {
  const absl::TimeZone::TimeInfo info = zone.At(shown);
  return info.kind == absl::TimeZone::TimeInfo::SKIPPED ? info.trans : info.pre;
}

absl::CivilDay AddMonths(absl::CivilDay day, int months) {
  const absl::CivilMonth month = absl::CivilMonth(day) + months;
  const absl::CivilDay last = absl::CivilDay(month + 1) - 1;
  return std::min(last, absl::CivilDay(month) + (day.day() - 1));
}

}  // namespace guanxi::worktime
