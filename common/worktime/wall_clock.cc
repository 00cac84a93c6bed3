#include "common/worktime/wall_clock.h"

namespace guanxi::worktime {

absl::Time WhenClocksShow(absl::CivilSecond shown, const absl::TimeZone& zone) {
  const absl::TimeZone::TimeInfo info = zone.At(shown);
  return info.kind == absl::TimeZone::TimeInfo::SKIPPED ? info.trans : info.pre;
}

}  // namespace guanxi::worktime
