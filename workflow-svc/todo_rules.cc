#include "workflow-svc/todo_rules.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/foreign/kinds.h"
#include "common/rules/values.h"
#include "google/protobuf/util/time_util.h"
#include "workflow-svc/subjects.h"

namespace guanxi::workflow {
namespace {

using google::protobuf::util::TimeUtil;
using v1::Todo;

constexpr absl::Duration kMaxSnooze = absl::Hours(24 * 3653);  // ten years

absl::Time ToTime(const google::protobuf::Timestamp& time) {
  return absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(time));
}

absl::Status CheckState(const Todo& todo, Todo::State wanted) {
  if (todo.state() == wanted) return absl::OkStatus();
  return FailedPrecondition(absl::StrCat("TODO_NOT_", Todo::State_Name(wanted)), todo.name(),
                            absl::StrCat("it is ", Todo::State_Name(todo.state())));
}

}  // namespace

void NormalizeTodo(Todo* todo, Violations* violations) {
  rules::NormalizeLine("title", todo->mutable_title(), violations);
  rules::NormalizeNote(todo->mutable_note());
  rules::NormalizeLines("collaborators", todo->mutable_collaborators(), violations);
  if (todo->has_due_time()) rules::NormalizeTime(todo->mutable_due_time());
  if (todo->priority() == Todo::PRIORITY_UNSPECIFIED) todo->set_priority(Todo::NORMAL);
  if (todo->state() == Todo::STATE_UNSPECIFIED) todo->set_state(Todo::OPEN);
}

void CheckTodo(const Todo* old, const Todo& next, Violations* violations) {
  if (next.has_due_time()) rules::CheckTime("due_time", next.due_time(), violations);
  const bool is_new = old == nullptr || old->subject() != next.subject();
  if (is_new && !next.subject().empty() &&
      foreign::FindKind(SubjectKinds(), next.subject()) == nullptr) {
    violations->Add(
        "subject",
        "want the name of a customer, contact, interaction, ticket, contract, lead or opportunity");
  }
}

std::optional<absl::Time> NextCallTime(const Todo& todo, absl::Time now) {
  if (todo.state() != Todo::OPEN) return std::nullopt;
  if (todo.has_snooze_time() && ToTime(todo.snooze_time()) > now) return ToTime(todo.snooze_time());
  if (todo.has_due_time() && ToTime(todo.due_time()) > now) return ToTime(todo.due_time());
  return std::nullopt;
}

absl::Status Complete(absl::Time now, Todo* todo) {
  GUANXI_RETURN_IF_ERROR(CheckState(*todo, Todo::OPEN));
  todo->set_state(Todo::DONE);
  *todo->mutable_complete_time() = TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(now));
  todo->clear_snooze_time();
  return absl::OkStatus();
}

absl::Status Reopen(Todo* todo) {
  GUANXI_RETURN_IF_ERROR(CheckState(*todo, Todo::DONE));
  todo->set_state(Todo::OPEN);
  todo->clear_complete_time();
  return absl::OkStatus();
}

absl::Status Snooze(const google::protobuf::Timestamp& until, absl::Time now, Todo* todo) {
  Violations violations;
  rules::CheckTime("snooze_time", until, &violations);
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  google::protobuf::Timestamp normal = until;
  rules::NormalizeTime(&normal);
  const absl::Time time = ToTime(normal);
  if (time <= now || time > now + kMaxSnooze) {
    return InvalidField("snooze_time", "want a time in the future, by at most ten years");
  }
  GUANXI_RETURN_IF_ERROR(CheckState(*todo, Todo::OPEN));
  *todo->mutable_snooze_time() = normal;
  return absl::OkStatus();
}

absl::Status Wake(Todo* todo) {
  if (!todo->has_snooze_time()) {
    return FailedPrecondition("TODO_NOT_SNOOZED", todo->name(), "it is not put off");
  }
  todo->clear_snooze_time();
  return absl::OkStatus();
}

absl::Status Reassign(const NewOwner& to, Todo* todo) {
  GUANXI_RETURN_IF_ERROR(CheckState(*todo, Todo::OPEN));
  if (!to.department.empty()) todo->set_department(to.department);
  if (todo->owner() == to.user) return absl::OkStatus();
  auto& others = *todo->mutable_collaborators();
  others.erase(std::remove(others.begin(), others.end(), to.user), others.end());
  if (to.keep && !todo->owner().empty() &&
      std::find(others.begin(), others.end(), todo->owner()) == others.end()) {
    *others.Add() = todo->owner();
  }
  todo->set_owner(to.user);
  todo->clear_snooze_time();
  return absl::OkStatus();
}

}  // namespace guanxi::workflow
