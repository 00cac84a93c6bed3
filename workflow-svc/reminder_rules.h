// What is true of reminders: checks, and when they want to be heard.
//
// Pure: no I/O, no clock.
#ifndef GUANXI_WORKFLOW_SVC_REMINDER_RULES_H_
#define GUANXI_WORKFLOW_SVC_REMINDER_RULES_H_

#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/errors/errors.h"
#include "guanxi/workflow/v1/reminder.pb.h"
#include "guanxi/workflow/v1/todo.pb.h"

namespace guanxi::workflow {

// How many a to-do has at most.
inline constexpr int kMaxReminders = 100;

void NormalizeReminder(v1::Reminder* reminder);
void CheckReminder(const v1::Reminder& next, Violations* violations);

// When a reminder of the to-do wants to be heard, dismissed or not. Nothing if it goes by a due
// time that there is not.
std::optional<absl::Time> TimeOf(const v1::Reminder& reminder, const v1::Todo& todo);

// The earliest time of those that are not dismissed; nothing if there is none, and of a to-do that
// is not to be done any more.
std::optional<absl::Time> NextTime(const std::vector<v1::Reminder>& reminders,
                                   const v1::Todo& todo);

// When people are to be notified: its time, or the end of the time for which the to-do is put off.
// Nothing if they were for that time, if it is dismissed, and of a to-do that is not to be done.
std::optional<absl::Time> FireTime(const v1::Reminder& reminder, const v1::Todo& todo);

// Notes that they were notified for the time that it has.
void MarkFired(const v1::Todo& todo, v1::Reminder* reminder);

// Notes that the reminder is not to be heard at the time that it has, which must be `heard` where
// that is stated.
//   FAILED_PRECONDITION  REMINDER_WITHOUT_TIME  it has none
//   ABORTED              REMINDER_MOVED         it is not `heard`
absl::Status Dismiss(const v1::Todo& todo, std::optional<absl::Time> heard, v1::Reminder* reminder);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_REMINDER_RULES_H_
