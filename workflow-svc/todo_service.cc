#include "workflow-svc/todo_service.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/policy/rights.h"
#include "common/resource/field_rights.h"
#include "common/resource/name_fields.h"
#include "common/resource/resource_name.h"
#include "workflow-svc/todo_rules.h"

namespace guanxi::workflow {

using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::Todo;

absl::StatusOr<Todo> TodoServiceImpl::CompleteTodo(const rpc::Call& call,
                                                   const v1::CompleteTodoRequest& request) {
  GUANXI_RETURN_IF_ERROR(CheckSeen(call, {"state"}));
  return Move(call, request, [](absl::Time now, Todo* todo) { return Complete(now, todo); });
}

absl::StatusOr<Todo> TodoServiceImpl::ReopenTodo(const rpc::Call& call,
                                                 const v1::ReopenTodoRequest& request) {
  GUANXI_RETURN_IF_ERROR(CheckSeen(call, {"state"}));
  return Move(call, request, [](absl::Time, Todo* todo) { return Reopen(todo); });
}

absl::StatusOr<Todo> TodoServiceImpl::SnoozeTodo(const rpc::Call& call,
                                                 const v1::SnoozeTodoRequest& request) {
  GUANXI_RETURN_IF_ERROR(CheckSeen(call, {"state", "snooze_time"}));
  if (!request.has_snooze_time()) return InvalidField("snooze_time", "is required");
  return Move(call, request,
              [&](absl::Time now, Todo* todo) { return Snooze(request.snooze_time(), now, todo); });
}

absl::StatusOr<Todo> TodoServiceImpl::WakeTodo(const rpc::Call& call,
                                               const v1::WakeTodoRequest& request) {
  GUANXI_RETURN_IF_ERROR(CheckSeen(call, {"state", "snooze_time"}));
  return Move(call, request, [](absl::Time, Todo* todo) { return Wake(todo); });
}

absl::StatusOr<Todo> TodoServiceImpl::ReassignTodo(const rpc::Call& call,
                                                   const v1::ReassignTodoRequest& request) {
  GUANXI_RETURN_IF_ERROR(CheckSeen(call, {"owner", "department", "state"}));
  if (request.owner().empty()) return InvalidField("owner", "is required");
  NewOwner to{resource::CanonicalName(request.owner()), request.department(), request.keep()};
  if (to.department.empty() && call.principal.rights != nullptr) {
    const Uuid own = call.principal.rights->DepartmentOf(to.user);
    if (!own.IsNil()) to.department = absl::StrCat("departments/", own.ToString());
  }
  return Move(call, request, [&](absl::Time, Todo* todo) { return Reassign(to, todo); });
}

absl::Status TodoServiceImpl::CheckSeen(const rpc::Call& call,
                                        absl::Span<const absl::string_view> paths) const {
  return resource::CheckSeen(resources_->todos->type(), call.principal, paths);
}

template <typename Request>
absl::StatusOr<Todo> TodoServiceImpl::Move(const rpc::Call& call, const Request& request,
                                           Change change) const {
  const resource::Resource& todos = *resources_->todos;
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(todos.type(), request.name(), "name"));
  GUANXI_ASSIGN_OR_RETURN(const std::string etag,
                          resource::StatedEtag(call, request.etag(), "etag"));
  Todo answer;
  GUANXI_RETURN_IF_ERROR(engine_->Mutate(
      call, request, resource::WriteContext(), &answer, [&](UnitOfWork& work) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const Stored old, work.GetLive(todos, name));
        GUANXI_RETURN_IF_ERROR(work.CheckEtag(todos, etag, old));
        Todo next;
        next.CopyFrom(*old.message);
        GUANXI_RETURN_IF_ERROR(change(work.now(), &next));
        GUANXI_RETURN_IF_ERROR(work.Update(todos, old, &next).status());
        // With what its reminders have become.
        work.Answer(todos, name.id, next, &answer);
        return absl::OkStatus();
      }));
  return answer;
}

}  // namespace guanxi::workflow
