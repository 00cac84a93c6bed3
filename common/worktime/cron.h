// Schedules as cron writes them: `0 9 * * MON-FRI`, in a zone.
//
// Five fields, blanks between: minute 0-59, hour 0-23, day of the month 1-31, month 1-12 or
// JAN-DEC, day of the week 0-7 or SUN-SAT (0 and 7 are Sunday). A field is a list with commas of
//
//   *  */15        every value; every fifteenth from the first on
//   9  9-17  9-17/2  one value; from one to another; of these every second
//
// If both the day of the month and that of the week are other than `*`, a day of either is meant,
// as cron always had it.
//
// Where clocks are put forward or back: with `*` or `*/n` as the hour the schedule goes by the
// clock as it is shown, so that `*/15 * * * *` is every fifteen minutes all the time: what the
// clock skips does not come, what it shows twice comes twice. With certain hours each time of a day
// comes exactly once: one that is skipped at the moment at which clocks are put forward (two such
// as one), one that is shown twice the first time.
#ifndef GUANXI_COMMON_WORKTIME_CRON_H_
#define GUANXI_COMMON_WORKTIME_CRON_H_

#include <bitset>
#include <optional>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace guanxi::worktime {

// No schedule is longer, in bytes.
inline constexpr int kMaxCronBytes = 256;

// Immutable, thus thread-safe.
class Cron {
 public:
  // INVALID_ARGUMENT: the text says which field is wrong and what was expected; also if no day is
  // ever meant, as of 30 February.
  static absl::StatusOr<Cron> Parse(absl::string_view text);

  // The first time of the schedule after `after`, in a zone. There is always one, at most nine
  // years later.
  absl::Time Next(absl::Time after, const absl::TimeZone& zone) const;

  // No two of its times that the clock shows within two hours are closer to each other: 1 to 60
  // minutes.
  absl::Duration ShortestGap() const;

 private:
  bool MeansDay(absl::CivilDay day) const;
  // The first minute of the schedule, `from` or later, without a thought of zones. Nothing if it is
  // later than `end`.
  std::optional<absl::CivilMinute> NextMinute(absl::CivilMinute from, absl::CivilMinute end) const;
  std::optional<absl::CivilMinute> NextOfDay(absl::CivilMinute from) const;
  // Of a schedule with certain hours.
  absl::Time NextOnce(absl::Time after, const absl::TimeZone& zone) const;
  // Of one by the clock as it is shown.
  absl::Time NextShown(absl::Time after, const absl::TimeZone& zone) const;

  std::bitset<60> minutes_;
  std::bitset<24> hours_;
  std::bitset<32> days_;
  std::bitset<13> months_;
  std::bitset<7> weekdays_;  // from Sunday
  bool any_day_ = true;      // the day of the month is `*`
  bool any_weekday_ = true;
  bool any_hour_ = true;  // as `*` or `*/n`
};

}  // namespace guanxi::worktime

#endif  // GUANXI_COMMON_WORKTIME_CRON_H_
