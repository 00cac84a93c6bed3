#include "workflow-svc/reminder_effects.h"

#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "google/protobuf/util/message_differencer.h"
#include "google/protobuf/util/time_util.h"
#include "workflow-svc/reminder_rules.h"
#include "workflow-svc/todo_notices.h"
#include "workflow-svc/todo_rules.h"
#include "workflow-svc/todo_timers.h"
#include "workflow-svc/told_todos.h"

namespace guanxi::workflow {
namespace {

using google::protobuf::Message;
using google::protobuf::util::MessageDifferencer;
using google::protobuf::util::TimeUtil;
using resource::ChangeKind;
using resource::ResourceName;
using resource::UnitOfWork;
using v1::Reminder;
using v1::Todo;

absl::StatusOr<std::vector<Reminder>> RemindersOf(UnitOfWork& work, const ReminderResources& all,
                                                  const Uuid& todo) {
  std::vector<Reminder> reminders;
  GUANXI_RETURN_IF_ERROR(work.VisitChildren(
      *all.reminders, todo, /*filter=*/"", /*order_by=*/"", [&](const Message& reminder) {
        reminders.push_back(static_cast<const Reminder&>(reminder));
        return true;
      }));
  return reminders;
}

absl::Status ProjectNextTime(UnitOfWork& work, const ReminderResources& all,
                             const ResourceName& name, const Todo& todo,
                             const std::vector<Reminder>& reminders) {
  const std::optional<absl::Time> next = NextTime(reminders, todo);
  return work.Project(*all.todos, name, [&](Message* message) {
    auto* const projected = static_cast<Todo*>(message);
    projected->clear_next_reminder_time();
    if (!next.has_value()) return;
    *projected->mutable_next_reminder_time() =
        TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(*next));
  });
}

// Whether both have, or lack, the same time.
bool AreSame(const Todo& a, const Todo& b, int field_number) {
  const google::protobuf::FieldDescriptor* const field =
      Todo::descriptor()->FindFieldByNumber(field_number);
  const google::protobuf::Reflection& reflection = *Todo::GetReflection();
  return reflection.HasField(a, field) == reflection.HasField(b, field) &&
         MessageDifferencer::Equals(reflection.GetMessage(a, field),
                                    reflection.GetMessage(b, field));
}

absl::Status ArmNew(UnitOfWork& work, const ReminderResources& all, const Todo& todo) {
  if (all.timers == nullptr || !NextCallTime(todo, work.now()).has_value()) {
    return absl::OkStatus();
  }
  return ArmTodo(work, *all.timers, todo);
}

// Who has it from now on.
absl::Status TellIfNew(UnitOfWork& work, const ReminderResources& all, ChangeKind kind,
                       const Todo* old, const Todo& next) {
  if (all.authorizer == nullptr || !resource::StatesValues(kind) || next.state() != Todo::OPEN) {
    return absl::OkStatus();
  }
  if (old != nullptr && old->owner() == next.owner()) return absl::OkStatus();
  return TellNewOwner(work, *all.authorizer, next);
}

absl::StatusOr<ResourceName> TodoOf(const ReminderResources& all, const Reminder& reminder) {
  GUANXI_ASSIGN_OR_RETURN(
      const ResourceName name,
      resource::ParseName(all.reminders->type(), reminder.name(), "reminder.name"));
  return resource::ParentOf(name);
}

}  // namespace

absl::Status DeriveTodo(UnitOfWork& work, const ReminderResources& all, ChangeKind kind,
                        const Todo* old, const Todo& next) {
  if (all.authorizer != nullptr) {
    GUANXI_RETURN_IF_ERROR(TakeBackOfTodo(work, kind, old, next));
  }
  GUANXI_RETURN_IF_ERROR(TellIfNew(work, all, kind, old, next));
  // Reminders come after their to-do, and stay as they are while it is deleted.
  if (kind == ChangeKind::kCreated) return ArmNew(work, all, next);
  if (kind == ChangeKind::kDeleted) {
    return all.timers == nullptr ? absl::OkStatus() : DisarmTodo(work, next);
  }
  const bool same_due = old != nullptr && old->state() == next.state() &&
                        AreSame(*old, next, Todo::kDueTimeFieldNumber);
  const bool same_calls = same_due && AreSame(*old, next, Todo::kSnoozeTimeFieldNumber);
  if (kind == ChangeKind::kUpdated && same_calls) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(all.todos->type(), next.name(), "todo.name"));
  GUANXI_ASSIGN_OR_RETURN(const auto reminders, RemindersOf(work, all, name.id));
  if (all.timers != nullptr) {
    GUANXI_RETURN_IF_ERROR(ArmTodo(work, *all.timers, next));
    GUANXI_RETURN_IF_ERROR(ArmReminders(work, *all.timers, next, reminders));
  }
  if (kind != ChangeKind::kUpdated || same_due) return absl::OkStatus();
  return ProjectNextTime(work, all, name, next, reminders);
}

absl::Status DeriveReminder(UnitOfWork& work, const ReminderResources& all, ChangeKind kind,
                            const Reminder* old, const Reminder& next) {
  if (all.authorizer != nullptr) {
    GUANXI_RETURN_IF_ERROR(TakeBackOfReminder(work, kind, old, next));
  }
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name, TodoOf(all, next));
  std::vector<ResourceName> todos = {name};
  const bool is_gone =
      kind == ChangeKind::kDeleted || (old != nullptr && old->name() != next.name());
  if (all.timers != nullptr && is_gone) {
    GUANXI_RETURN_IF_ERROR(DisarmReminder(work, old != nullptr ? *old : next));
  }
  if (old != nullptr && kind == ChangeKind::kUpdated) {
    GUANXI_ASSIGN_OR_RETURN(const ResourceName before, TodoOf(all, *old));
    if (!(before == name)) todos.push_back(before);
  }
  for (const ResourceName& todo : todos) {
    GUANXI_ASSIGN_OR_RETURN(const resource::Stored row, work.Get(*all.todos, todo));
    GUANXI_ASSIGN_OR_RETURN(const auto reminders, RemindersOf(work, all, todo.id));
    if (kind != ChangeKind::kDeleted && reminders.size() > size_t{kMaxReminders}) {
      return FailedPrecondition("TOO_MANY_REMINDERS", resource::FormatName(all.todos->type(), todo),
                                absl::StrCat("a to-do has at most ", kMaxReminders, " reminders"));
    }
    GUANXI_RETURN_IF_ERROR(
        ProjectNextTime(work, all, todo, static_cast<const Todo&>(*row.message), reminders));
    if (all.timers == nullptr || !(todo == name) || kind == ChangeKind::kDeleted) continue;
    GUANXI_RETURN_IF_ERROR(
        ArmReminders(work, *all.timers, static_cast<const Todo&>(*row.message), {next}));
  }
  return absl::OkStatus();
}

}  // namespace guanxi::workflow
