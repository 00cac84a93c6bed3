#include "common/filter/moment.h"

namespace guanxi::filter {

std::optional<absl::CivilDay> WorkdaysAgo(int count, const Moment& moment) {
  static const auto* const kPlainWeek = new worktime::WorkDays;
  const worktime::WorkDays& days = moment.calendar != nullptr ? *moment.calendar : *kPlainWeek;
  return worktime::WorkdayBefore(moment.Today(), count, days);
}

}  // namespace guanxi::filter
