// In which window a rule fires, and whether it may within a chain of causes.
//
// Pure: no I/O, no clock.
#ifndef GUANXI_WORKFLOW_SVC_RULES_FIRE_WINDOW_H_
#define GUANXI_WORKFLOW_SVC_RULES_FIRE_WINDOW_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "guanxi/workflow/v1/automation_rule.pb.h"
#include "guanxi/workflow/v1/rule_execution.pb.h"

namespace guanxi::workflow {

// The most that a window's name has, in bytes.
inline constexpr size_t kMaxWindowBytes = 64;

// The part of the calendar that `now` is in: `2026-03-01T14`, `2026-03-01`, `2026-W09`, `2026-03`,
// `2026-Q1`, `2026`. Weeks are those of ISO 8601.
std::string CalendarWindow(v1::AutomationRule::Window window, absl::Time now, absl::TimeZone zone);

// The window of a firing. `told` is that of a trigger which tells windows (the field's value, the
// schedule's time), and of EVERY_CHANGE the id of the event; "" of ONCE.
std::string WindowOf(const v1::AutomationRule& rule, absl::string_view told, absl::Time now,
                     absl::TimeZone zone);

// The record that a window is one of: `subject`, the record that a rule looks at; of a threshold
// that is counted for parents `parent`, since a record of which there are many comes but once. ""
// of `parent`: there is none.
const std::string& FiresFor(const v1::AutomationRule& rule, const std::string& subject,
                            const std::string& parent);

// What is known of earlier firings of the rule for the record.
struct Fired {
  bool in_window = false;
  bool in_chain = false;  // of the same root
};
// Why a rule does not fire whose condition holds; REASON_UNSPECIFIED: it does. `depth` is that of
// the event, 0 for one that nothing caused.
v1::RuleExecution::Reason Refusal(const Fired& fired, int depth);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_FIRE_WINDOW_H_
