#include "workflow-svc/todo_calls.h"

#include <optional>

#include "common/base/status_macros.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "google/protobuf/util/time_util.h"
#include "workflow-svc/reminder_rules.h"
#include "workflow-svc/todo_notices.h"
#include "workflow-svc/todo_rules.h"
#include "workflow-svc/todo_timers.h"

namespace guanxi::workflow {
namespace {

using google::protobuf::util::TimeUtil;
using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using timers::ArmedTimer;
using v1::Notification;
using v1::Reminder;
using v1::Todo;

// Immutable, thus thread-safe.
struct Calls {
  const Resources* resources;
  timers::Timers* timers;
  const policy::Authorizer* authorizer;

  absl::Status TellOfTodo(UnitOfWork& work, const ArmedTimer& timer) const;
  absl::Status TellOfReminder(UnitOfWork& work, const ArmedTimer& timer) const;
  // Nothing if it is not there.
  static absl::StatusOr<std::optional<Stored>> FindLive(UnitOfWork& work,
                                                        const resource::Resource& resource,
                                                        const ResourceName& name);
};

absl::StatusOr<std::optional<Stored>> Calls::FindLive(UnitOfWork& work,
                                                      const resource::Resource& resource,
                                                      const ResourceName& name) {
  auto row = work.GetLive(resource, name);
  if (absl::IsNotFound(row.status())) return std::optional<Stored>();
  GUANXI_RETURN_IF_ERROR(row.status());
  return std::optional<Stored>(*std::move(row));
}

absl::Status Calls::TellOfTodo(UnitOfWork& work, const ArmedTimer& timer) const {
  const resource::Resource& todos = *resources->todos;
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(todos.type(), timer.key, "timer.key"));
  GUANXI_ASSIGN_OR_RETURN(const std::optional<Stored> row, FindLive(work, todos, name));
  if (!row.has_value()) return absl::OkStatus();
  const auto& todo = static_cast<const Todo&>(*row->message);
  // Business time may have gone back since.
  const bool is_time = timer.due <= work.now();
  if (todo.state() == Todo::OPEN && is_time) {
    const bool is_due = todo.has_due_time() && TimeUtil::TimestampToMicroseconds(todo.due_time()) <=
                                                   absl::ToUnixMicros(work.now());
    Telling telling{is_due ? Notification::TODO_DUE : Notification::REMINDER, todo.name()};
    telling.tells_due_time = is_due;
    GUANXI_RETURN_IF_ERROR(TellWorkers(work, *authorizer, todo, telling));
  }
  return ArmTodo(work, *timers, todo);
}

absl::Status Calls::TellOfReminder(UnitOfWork& work, const ArmedTimer& timer) const {
  const resource::Resource& reminders = *resources->reminders;
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(reminders.type(), timer.key, "timer.key"));
  // The to-do first, as everybody takes them.
  GUANXI_ASSIGN_OR_RETURN(const std::optional<Stored> parent,
                          FindLive(work, *resources->todos, resource::ParentOf(name)));
  if (!parent.has_value()) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const std::optional<Stored> row, FindLive(work, reminders, name));
  if (!row.has_value()) return absl::OkStatus();
  const auto& todo = static_cast<const Todo&>(*parent->message);
  Reminder next;
  next.CopyFrom(*row->message);
  const std::optional<absl::Time> time = FireTime(next, todo);
  if (!time.has_value()) return absl::OkStatus();
  if (*time > work.now()) return ArmReminders(work, *timers, todo, {next});
  MarkFired(todo, &next);
  GUANXI_RETURN_IF_ERROR(work.Update(reminders, *row, &next).status());
  return TellWorkers(work, *authorizer, todo,
                     {Notification::REMINDER, next.name(), next.has_before_due()});
}

}  // namespace

timers::Kinds TodoTimerKinds(const Resources* resources, timers::Timers* timers,
                             const policy::Authorizer* authorizer) {
  const Calls calls{resources, timers, authorizer};
  const auto kind = [&](absl::Status (Calls::*tell)(UnitOfWork&, const ArmedTimer&) const) {
    timers::Kind made;
    made.prepare = [authorizer](const timers::Batch& batch) -> absl::StatusOr<std::any> {
      GUANXI_RETURN_IF_ERROR(KnowRightsOf(*authorizer, batch.tenant));
      return std::any();
    };
    made.fire = [calls, tell](UnitOfWork& work, const timers::Batch& batch) -> absl::Status {
      for (const ArmedTimer& timer : batch.timers) {
        GUANXI_RETURN_IF_ERROR((calls.*tell)(work, timer));
      }
      return absl::OkStatus();
    };
    return made;
  };
  timers::Kinds kinds;
  kinds[kTodoTimer] = kind(&Calls::TellOfTodo);
  kinds[kReminderTimer] = kind(&Calls::TellOfReminder);
  return kinds;
}

}  // namespace guanxi::workflow
