// Working time: which instants are worked, and arithmetic over them.
//
// An instant is worked if what the clocks of the zone show then lies in a period of its day. So
// where clocks are put forward the hour that they skip is no working time, and where they are put
// back the hour that they show twice is worked twice.
#ifndef GUANXI_COMMON_WORKTIME_WORK_TIME_H_
#define GUANXI_COMMON_WORKTIME_WORK_TIME_H_

#include <array>
#include <optional>
#include <set>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/worktime/work_days.h"

namespace guanxi::worktime {

inline constexpr int kMinutesPerDay = 24 * 60;
// No answer lies further away from what it was asked about.
inline constexpr absl::Duration kHorizon = absl::Hours(24 * 3660);

// From the first minute of the day to that before the last: 0 <= first < last <= kMinutesPerDay.
struct Period {
  int first;
  int last;
};
// In order, apart from each other.
using Periods = std::vector<Period>;

// Immutable, thus thread-safe. All functions are exact, to the nanosecond.
class WorkTime {
 public:
  // `hours` by absl::Weekday: Monday is the first. Days whose hours are empty are not worked. One
  // of `workdays` has the hours of its day of the week; if those are empty, those of the first day
  // of the week that has some. `years`: those of which all holidays and workdays are known.
  WorkTime(absl::TimeZone zone, std::array<Periods, 7> hours, std::set<absl::CivilDay> holidays,
           std::set<absl::CivilDay> workdays, std::set<absl::civil_year_t> years = {});

  bool IsWorked(absl::Time at) const;

  // The first instant that is worked, `at` or later. Nothing if there is none within kHorizon.
  std::optional<absl::Time> Next(absl::Time at) const;

  // The first instant, `start` or later, by which `amount` (0 or more) has been worked since
  // `start`: at the end of a working day rather than at the beginning of the next. Nothing if it is
  // further away than kHorizon.
  std::optional<absl::Time> Add(absl::Time start, absl::Duration amount) const;

  // What is worked from `start` to `end`; negative if `end` is the earlier. Nothing if they are
  // further apart than kHorizon.
  std::optional<absl::Duration> Between(absl::Time start, absl::Time end) const;

  // Whether the answer may become another: a year between both, inclusive, is not among `years`.
  bool IsProvisional(absl::Time start, absl::Time end) const;

  const WorkDays& days() const { return days_; }

 private:
  // What is worked from `start` to `end`, piece by piece, until `visit` returns false.
  using Visit = absl::FunctionRef<bool(absl::Time first, absl::Time last)>;
  void Walk(absl::Time start, absl::Time end, Visit visit) const;
  // The same where the zone's clocks are `offset` seconds ahead of UTC all the time; whether it
  // went on to the end.
  bool WalkEven(absl::Time start, absl::Time end, int offset, Visit visit) const;
  const Periods& HoursOf(absl::CivilDay day) const;

  const absl::TimeZone zone_;
  const std::array<Periods, 7> hours_;
  const std::set<absl::civil_year_t> years_;
  WorkDays days_;
  size_t first_worked_ = 0;  // of the week
};

}  // namespace guanxi::worktime

#endif  // GUANXI_COMMON_WORKTIME_WORK_TIME_H_
