#include "workflow-svc/notifications/day_report_time.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/worktime/cron.h"

namespace guanxi::workflow {
namespace {

using DayReportTime = v1::NotificationPreference::DayReportTime;

// Whoever is told at all is told at least so often, whatever clocks do.
constexpr absl::Duration kLongestWait = absl::Hours(24 * 8);

// A schedule says already what happens where clocks are put forward or back. What was checked is
// one.
worktime::Cron ScheduleOf(const DayReportTime& time) {
  std::string days;
  for (const int day : time.weekdays()) absl::StrAppend(&days, days.empty() ? "" : ",", day);
  return worktime::Cron::Parse(absl::StrCat(time.minute_of_day() % 60, " ",
                                            time.minute_of_day() / 60, " * * ",
                                            days.empty() ? "*" : days))
      .value();
}

}  // namespace

absl::Time NextDayReport(const DayReportTime& time, const absl::TimeZone& zone, absl::Time after) {
  return ScheduleOf(time).Next(after, zone);
}

std::optional<absl::Time> LastDayReport(const DayReportTime& time, const absl::TimeZone& zone,
                                        absl::Time from, absl::Time now) {
  const worktime::Cron schedule = ScheduleOf(time);
  std::optional<absl::Time> last;
  // Times are whole minutes: just before `from`, so that it is one of them itself.
  absl::Time next = schedule.Next(std::max(from, now - kLongestWait) - absl::Microseconds(1), zone);
  for (; next <= now; next = schedule.Next(next, zone)) last = next;
  return last;
}

}  // namespace guanxi::workflow
