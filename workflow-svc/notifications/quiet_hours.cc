#include "workflow-svc/notifications/quiet_hours.h"

namespace guanxi::workflow {
namespace {

// When it is so many minutes after midnight of the day, at `after` or later.
absl::Time TimeOf(absl::CivilDay day, int minute, absl::TimeZone zone, absl::Time after) {
  const absl::TimeZone::TimeInfo info = zone.At(absl::CivilMinute(day) + minute);
  switch (info.kind) {
    case absl::TimeZone::TimeInfo::SKIPPED:
      return info.trans;
    case absl::TimeZone::TimeInfo::REPEATED:
      return info.pre > after ? info.pre : info.post;
    case absl::TimeZone::TimeInfo::UNIQUE:
      break;
  }
  return info.pre;
}

}  // namespace

absl::Time AfterQuietHours(const v1::NotificationPreference::QuietHours& hours, absl::TimeZone zone,
                           absl::Time time) {
  const absl::CivilMinute now = absl::ToCivilMinute(time, zone);
  const absl::CivilDay today(now);
  const int minute = static_cast<int>(now - absl::CivilMinute(today));
  const int start = hours.start_minute(), end = hours.end_minute();
  if (start == end) return time;
  const bool crosses_midnight = end < start;
  const bool is_quiet =
      crosses_midnight ? minute >= start || minute < end : minute >= start && minute < end;
  if (!is_quiet) return time;
  const absl::CivilDay last = crosses_midnight && minute >= start ? today + 1 : today;
  const absl::Time until = TimeOf(last, end, zone, time);
  return until > time ? until : time;
}

}  // namespace guanxi::workflow
