#include "common/worktime/daily.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace guanxi::worktime {
namespace {

// What happens at all happens so often, whatever clocks do.
constexpr absl::Duration kLongestWait = absl::Hours(24 * 8);

std::string ScheduleOf(int minute_of_day, absl::Span<const int> weekdays) {
  return absl::StrCat(minute_of_day % 60, " ", minute_of_day / 60, " * * ",
                      weekdays.empty() ? "*" : absl::StrJoin(weekdays, ","));
}

}  // namespace

Daily::Daily(int minute_of_day, absl::Span<const int> weekdays)
    : schedule_(Cron::Parse(ScheduleOf(minute_of_day, weekdays)).value()) {}

absl::Time Daily::Next(absl::Time after, const absl::TimeZone& zone) const {
  return schedule_.Next(after, zone);
}

std::optional<absl::Time> Daily::Last(absl::Time from, absl::Time now,
                                      const absl::TimeZone& zone) const {
  std::optional<absl::Time> last;
  // From just before `from`, so that it is one of them itself.
  const absl::Time before = std::max(from, now - kLongestWait) - absl::Microseconds(1);
  for (absl::Time next = schedule_.Next(before, zone); next <= now;
       next = schedule_.Next(next, zone)) {
    last = next;
  }
  return last;
}

}  // namespace guanxi::worktime
