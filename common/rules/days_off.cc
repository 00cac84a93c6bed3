#include "common/rules/days_off.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "common/rules/values.h"

namespace guanxi::rules {
namespace {

void CheckDates(absl::string_view list, const Dates& dates, Violations* violations) {
  std::set<absl::CivilDay> seen;
  for (int i = 0; i < dates.size(); ++i) {
    const std::string path = absl::StrCat(list, "[", i, "]");
    CheckWholeDate(path, dates.Get(i), violations);
    if (!seen.insert(DayOf(dates.Get(i))).second) violations->Add(path, "stands twice");
  }
}

}  // namespace

void CheckDaysOff(const Dates& holidays, const Dates& workdays, Violations* violations) {
  CheckDates("holidays", holidays, violations);
  CheckDates("workdays", workdays, violations);
  const std::set<absl::CivilDay> off = DaysOf(holidays);
  for (int i = 0; i < workdays.size(); ++i) {
    if (off.count(DayOf(workdays.Get(i))) == 0) continue;
    violations->Add(absl::StrCat("workdays[", i, "]"), "is a holiday too");
  }
}

std::set<absl::CivilDay> DaysOf(const Dates& dates) {
  std::set<absl::CivilDay> days;
  for (const google::type::Date& date : dates) days.insert(DayOf(date));
  return days;
}

}  // namespace guanxi::rules
