#include "workflow-svc/todo_timers.h"

#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "workflow-svc/reminder_rules.h"
#include "workflow-svc/todo_rules.h"

namespace guanxi::workflow {

using timers::Timer;
using timers::Timers;
using v1::Reminder;
using v1::Todo;

absl::Status ArmTodo(resource::UnitOfWork& work, Timers& timers, const Todo& todo) {
  const Uuid& tenant = work.principal().tenant;
  const std::optional<absl::Time> due = NextCallTime(todo, work.now());
  if (!due.has_value()) return Timers::Disarm(work.tx(), tenant, kTodoTimer, todo.name());
  return timers.Arm(work.tx(), tenant, Timer{kTodoTimer, todo.name(), *due});
}

absl::Status ArmReminders(resource::UnitOfWork& work, Timers& timers, const Todo& todo,
                          absl::Span<const Reminder> reminders) {
  const Uuid& tenant = work.principal().tenant;
  std::vector<Timer> armed;
  for (const Reminder& reminder : reminders) {
    const std::optional<absl::Time> due = FireTime(reminder, todo);
    if (due.has_value()) {
      armed.push_back({kReminderTimer, reminder.name(), *due, /*payload=*/"", todo.name()});
    } else {
      GUANXI_RETURN_IF_ERROR(DisarmReminder(work, reminder));
    }
  }
  return timers.Arm(work.tx(), tenant, armed);
}

absl::Status DisarmTodo(resource::UnitOfWork& work, const Todo& todo) {
  const Uuid& tenant = work.principal().tenant;
  GUANXI_RETURN_IF_ERROR(Timers::Disarm(work.tx(), tenant, kTodoTimer, todo.name()));
  return Timers::DisarmAll(work.tx(), tenant, kReminderTimer, absl::StrCat(todo.name(), "/"),
                           Timers::kMaxAtOnce)
      .status();
}

absl::Status DisarmReminder(resource::UnitOfWork& work, const Reminder& reminder) {
  return Timers::Disarm(work.tx(), work.principal().tenant, kReminderTimer, reminder.name());
}

}  // namespace guanxi::workflow
