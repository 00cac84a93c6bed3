// What follows from writes of to-dos and reminders: what to-dos say of their reminders, the timers
// of both, and that who gets a to-do is told.
#ifndef GUANXI_WORKFLOW_SVC_REMINDER_EFFECTS_H_
#define GUANXI_WORKFLOW_SVC_REMINDER_EFFECTS_H_

#include "absl/status/status.h"
#include "common/policy/authorizer.h"
#include "common/resource/change_kind.h"
#include "common/resource/resource.h"
#include "common/timers/timers.h"
#include "guanxi/workflow/v1/reminder.pb.h"
#include "guanxi/workflow/v1/todo.pb.h"

namespace guanxi::workflow {

// What takes part. Nothing is owned.
struct ReminderResources {
  const resource::Resource* todos;
  const resource::Resource* reminders;
  // Null: nothing is armed, and nobody is told.
  timers::Timers* timers;
  const policy::Authorizer* authorizer;
};

// After a write of a to-do (`old` is null on create): its next reminder, and its timers, if they
// may be others now.
absl::Status DeriveTodo(resource::UnitOfWork& work, const ReminderResources& all,
                        resource::ChangeKind kind, const v1::Todo* old, const v1::Todo& next);

// After a write of a reminder, whose to-do is held exclusively (Behavior::derives_into_parent); one
// that went to another to-do changes both.
//   FAILED_PRECONDITION  TOO_MANY_REMINDERS  the to-do has more than kMaxReminders
absl::Status DeriveReminder(resource::UnitOfWork& work, const ReminderResources& all,
                            resource::ChangeKind kind, const v1::Reminder* old,
                            const v1::Reminder& next);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_REMINDER_EFFECTS_H_
