// The timers of to-dos and reminders, armed as what is stored says. Those of one to-do are about
// one subject and fire in their order; todo_calls.h says what happens then.
#ifndef GUANXI_WORKFLOW_SVC_TODO_TIMERS_H_
#define GUANXI_WORKFLOW_SVC_TODO_TIMERS_H_

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "common/resource/unit_of_work.h"
#include "common/timers/timers.h"
#include "guanxi/workflow/v1/reminder.pb.h"
#include "guanxi/workflow/v1/todo.pb.h"

namespace guanxi::workflow {

// When a to-do becomes due, or is not put off any more; the key is its name.
inline constexpr char kTodoTimer[] = "todo";
// When a reminder wants to be heard; the key is its name.
inline constexpr char kReminderTimer[] = "reminder";

// Arms, moves or disarms the timer of a live to-do as it is now.
absl::Status ArmTodo(resource::UnitOfWork& work, timers::Timers& timers, const v1::Todo& todo);
// The same for reminders of that to-do.
absl::Status ArmReminders(resource::UnitOfWork& work, timers::Timers& timers, const v1::Todo& todo,
                          absl::Span<const v1::Reminder> reminders);
// Disarms what a to-do that is gone and its reminders had, and what a reminder had.
absl::Status DisarmTodo(resource::UnitOfWork& work, const v1::Todo& todo);
absl::Status DisarmReminder(resource::UnitOfWork& work, const v1::Reminder& reminder);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_TODO_TIMERS_H_
