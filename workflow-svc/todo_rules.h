// What is true of to-dos: normal forms, checks, and how they go from state to state.
//
// Pure: no I/O, no clock.
#ifndef GUANXI_WORKFLOW_SVC_TODO_RULES_H_
#define GUANXI_WORKFLOW_SVC_TODO_RULES_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/errors/errors.h"
#include "google/protobuf/timestamp.pb.h"
#include "guanxi/workflow/v1/todo.pb.h"

namespace guanxi::workflow {

void NormalizeTodo(v1::Todo* todo, Violations* violations);
// `old` is null for a new one.
void CheckTodo(const v1::Todo* old, const v1::Todo& next, Violations* violations);

// When those who work on it are told of it next, after `now`: when it becomes due, or when the time
// is over until which it is put off. Nothing if it is not to be done, or there is no such time.
std::optional<absl::Time> NextCallTime(const v1::Todo& todo, absl::Time now);

// The moves; each changes the to-do only if it is allowed.
//   FAILED_PRECONDITION  TODO_NOT_OPEN     Complete, Snooze, Reassign: it is DONE
//   FAILED_PRECONDITION  TODO_NOT_DONE     Reopen: it is OPEN
//   FAILED_PRECONDITION  TODO_NOT_SNOOZED  Wake: it is not put off
absl::Status Complete(absl::Time now, v1::Todo* todo);
absl::Status Reopen(v1::Todo* todo);
//   INVALID_ARGUMENT     INVALID_FIELD     `until` is not in the future, or more than ten years
absl::Status Snooze(const google::protobuf::Timestamp& until, absl::Time now, v1::Todo* todo);
absl::Status Wake(v1::Todo* todo);

// To whom a to-do is given.
struct NewOwner {
  std::string user;        // a canonical name
  std::string department;  // empty: that of before
  bool keep = false;       // whether the present owner goes on working on it
};
absl::Status Reassign(const NewOwner& to, v1::Todo* todo);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_TODO_RULES_H_
