#include "workflow-svc/work_calendar_rules.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <tuple>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/rules/days_off.h"
#include "common/rules/values.h"
#include "common/worktime/zone.h"

namespace guanxi::workflow {
namespace {

using v1::WorkCalendar;
using v1::WorkHours;
using worktime::Periods;

constexpr int kFirstYear = 1970;
constexpr int kLastYear = 9999;

std::string Entry(absl::string_view list, int index) { return absl::StrCat(list, "[", index, "]"); }

void CheckWorkHours(const std::string& path, const WorkHours& hours, Violations* violations) {
  std::set<int> seen;
  for (int i = 0; i < hours.weekdays_size(); ++i) {
    const int day = hours.weekdays(i);
    const std::string entry = Entry(absl::StrCat(path, ".weekdays"), i);
    if (day < WorkHours::MONDAY || day > WorkHours::SUNDAY) {
      violations->Add(entry, "is no day of the week");
    } else if (!seen.insert(day).second) {
      violations->Add(entry, "stands twice");
    }
  }
  if (hours.start_minute() < 0 || hours.start_minute() >= worktime::kMinutesPerDay) {
    violations->Add(absl::StrCat(path, ".start_minute"), "want 0 to 1439");
  } else if (hours.end_minute() <= hours.start_minute() ||
             hours.end_minute() > worktime::kMinutesPerDay) {
    violations->Add(absl::StrCat(path, ".end_minute"), "want more than start_minute, at most 1440");
  }
}

// By day of the week, in order. Days that there are not count for nothing.
std::array<Periods, 7> HoursOf(const WorkCalendar& calendar) {
  std::array<Periods, 7> week;
  for (const WorkHours& hours : calendar.hours()) {
    for (const int day : hours.weekdays()) {
      if (day < WorkHours::MONDAY || day > WorkHours::SUNDAY) continue;
      week[day - WorkHours::MONDAY].push_back({hours.start_minute(), hours.end_minute()});
    }
  }
  for (Periods& periods : week) {
    std::sort(periods.begin(), periods.end(), [](const auto& a, const auto& b) {
      return std::tie(a.first, a.last) < std::tie(b.first, b.last);
    });
  }
  return week;
}

void CheckOverlaps(const WorkCalendar& next, Violations* violations) {
  const std::array<Periods, 7> week = HoursOf(next);
  for (size_t day = 0; day < week.size(); ++day) {
    for (size_t i = 1; i < week[day].size(); ++i) {
      if (week[day][i].first >= week[day][i - 1].last) continue;
      const auto name = static_cast<WorkHours::Weekday>(day + WorkHours::MONDAY);
      violations->Add("hours",
                      absl::StrCat("two entries of ", WorkHours::Weekday_Name(name), " overlap"));
      break;
    }
  }
}

void CheckYears(const WorkCalendar& next, Violations* violations) {
  std::set<int> seen;
  for (int i = 0; i < next.complete_years_size(); ++i) {
    const int year = next.complete_years(i);
    if (year < kFirstYear || year > kLastYear) {
      violations->Add(Entry("complete_years", i), "want 1970 to 9999");
    } else if (!seen.insert(year).second) {
      violations->Add(Entry("complete_years", i), "stands twice");
    }
  }
}

}  // namespace

void NormalizeWorkCalendar(WorkCalendar* calendar, Violations* violations) {
  rules::NormalizeLine("display_name", calendar->mutable_display_name(), violations);
  rules::NormalizeNote(calendar->mutable_source());
  absl::StripAsciiWhitespace(calendar->mutable_time_zone());
}

void CheckWorkCalendar(const WorkCalendar& next, Violations* violations) {
  if (!next.time_zone().empty() && !worktime::FindZone(next.time_zone()).has_value()) {
    violations->Add("time_zone", "is no name of the IANA database");
  }
  for (int i = 0; i < next.hours_size(); ++i) {
    CheckWorkHours(Entry("hours", i), next.hours(i), violations);
  }
  CheckOverlaps(next, violations);
  rules::CheckDaysOff(next.holidays(), next.workdays(), violations);
  CheckYears(next, violations);
}

absl::StatusOr<worktime::WorkTime> WorkTimeOf(const WorkCalendar& calendar) {
  const auto zone = worktime::FindZone(calendar.time_zone());
  if (!zone.has_value()) {
    return absl::InternalError(absl::StrCat(calendar.name(), ": there is no zone of its name"));
  }
  const std::set<absl::civil_year_t> years(calendar.complete_years().begin(),
                                           calendar.complete_years().end());
  return worktime::WorkTime(*zone, HoursOf(calendar), rules::DaysOf(calendar.holidays()),
                            rules::DaysOf(calendar.workdays()), years);
}

}  // namespace guanxi::workflow
