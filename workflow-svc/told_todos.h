// What people were told of to-dos is taken back when it holds no longer.
#ifndef GUANXI_WORKFLOW_SVC_TOLD_TODOS_H_
#define GUANXI_WORKFLOW_SVC_TOLD_TODOS_H_

#include "absl/status/status.h"
#include "common/resource/change_kind.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/workflow/v1/reminder.pb.h"
#include "guanxi/workflow/v1/todo.pb.h"

namespace guanxi::workflow {

// After a write of a to-do (`old` is null on create), before anybody is told of it: of one that is
// done or gone, all; of one that is due at another time, that it is, and its reminders; of one that
// is put off, that it is due; of one that has another owner, that it was somebody's. Errors: those
// of common/db.
absl::Status TakeBackOfTodo(resource::UnitOfWork& work, resource::ChangeKind kind,
                            const v1::Todo* old, const v1::Todo& next);

// The same of a reminder that was dismissed, has another time, went to another to-do or is gone.
absl::Status TakeBackOfReminder(resource::UnitOfWork& work, resource::ChangeKind kind,
                                const v1::Reminder* old, const v1::Reminder& next);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_TOLD_TODOS_H_
