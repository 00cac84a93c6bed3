#include "workflow-svc/rules/fire_window.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "common/resource/behavior.h"

namespace guanxi::workflow {
namespace {

using v1::AutomationRule;
using v1::RuleExecution;

// A week belongs to the year that its Thursday is in.
std::string WeekOf(absl::CivilDay day) {
  const absl::CivilDay thursday = absl::PrevWeekday(day + 1, absl::Weekday::monday) + 3;
  return absl::StrFormat("%04d-W%02d", thursday.year(), (absl::GetYearDay(thursday) - 1) / 7 + 1);
}

}  // namespace

std::string CalendarWindow(AutomationRule::Window window, absl::Time now, absl::TimeZone zone) {
  const absl::CivilHour hour = absl::ToCivilHour(now, zone);
  const absl::CivilDay day(hour);
  switch (window) {
    case AutomationRule::HOUR:
      return absl::FormatCivilTime(hour);
    case AutomationRule::DAY:
      return absl::FormatCivilTime(day);
    case AutomationRule::WEEK:
      return WeekOf(day);
    case AutomationRule::MONTH:
      return absl::FormatCivilTime(absl::CivilMonth(hour));
    case AutomationRule::QUARTER:
      return absl::StrCat(hour.year(), "-Q", (hour.month() + 2) / 3);
    case AutomationRule::YEAR:
      return absl::FormatCivilTime(absl::CivilYear(hour));
    default:
      return "";
  }
}

std::string WindowOf(const AutomationRule& rule, absl::string_view told, absl::Time now,
                     absl::TimeZone zone) {
  if (rule.fire_policy() == AutomationRule::ONCE) return "";
  const bool by_calendar = rule.fire_policy() == AutomationRule::ONCE_PER_WINDOW &&
                           rule.window() != AutomationRule::WINDOW_UNSPECIFIED;
  return by_calendar ? CalendarWindow(rule.window(), now, zone) : std::string(told);
}

const std::string& FiresFor(const AutomationRule& rule, const std::string& subject,
                            const std::string& parent) {
  return rule.trigger().threshold().per_parent() && !parent.empty() ? parent : subject;
}

RuleExecution::Reason Refusal(const Fired& fired, int depth) {
  if (depth >= resource::kMaxCauseDepth) return RuleExecution::TOO_DEEP;
  if (fired.in_window) return RuleExecution::ALREADY_FIRED;
  if (fired.in_chain) return RuleExecution::LOOP;
  return RuleExecution::REASON_UNSPECIFIED;
}

}  // namespace guanxi::workflow
