#include "workflow-svc/told_todos.h"

#include <initializer_list>
#include <string>
#include <vector>

#include "common/resource/message_fields.h"
#include "google/protobuf/message.h"
#include "workflow-svc/notifications/take_back.h"

namespace guanxi::workflow {
namespace {

using google::protobuf::Message;
using resource::ChangeKind;
using resource::UnitOfWork;
using v1::Notification;
using v1::Reminder;
using v1::Todo;

bool Differ(const Message& a, const Message& b, std::initializer_list<const char*> fields) {
  for (const char* const field : fields) {
    if (!resource::SameField(a, b, a.GetDescriptor()->FindFieldByName(field))) return true;
  }
  return false;
}

}  // namespace

absl::Status TakeBackOfTodo(UnitOfWork& work, ChangeKind kind, const Todo* old, const Todo& next) {
  std::vector<Notification::Kind> kinds;
  const bool is_over = kind == ChangeKind::kDeleted || next.state() != Todo::OPEN;
  if (is_over) {
    const bool was_over =
        old == nullptr || (kind != ChangeKind::kDeleted && old->state() != Todo::OPEN);
    if (was_over) return absl::OkStatus();
    kinds = {Notification::TODO_ASSIGNED, Notification::TODO_DUE, Notification::REMINDER};
  } else if (kind == ChangeKind::kUpdated) {
    if (old->owner() != next.owner()) kinds.push_back(Notification::TODO_ASSIGNED);
    if (Differ(*old, next, {"due_time", "snooze_time"})) kinds.push_back(Notification::TODO_DUE);
    if (Differ(*old, next, {"due_time"})) kinds.push_back(Notification::REMINDER);
  }
  return kinds.empty() ? absl::OkStatus() : TakeBackNotices(work, {kinds, next.name()});
}

absl::Status TakeBackOfReminder(UnitOfWork& work, ChangeKind kind, const Reminder* old,
                                const Reminder& next) {
  const bool is_gone = kind == ChangeKind::kDeleted;
  if (!is_gone &&
      (old == nullptr || !Differ(*old, next, {"name", "time", "before_due", "dismissed_time"}))) {
    return absl::OkStatus();
  }
  // Under the name by which it was told.
  const std::string& name = old != nullptr ? old->name() : next.name();
  return TakeBackNotices(
      work, {{Notification::REMINDER}, name.substr(0, name.find("/reminders/")), name});
}

}  // namespace guanxi::workflow
