// The custom methods of guanxi.workflow.v1.TodoService: the moves.
#ifndef GUANXI_WORKFLOW_SVC_TODO_SERVICE_H_
#define GUANXI_WORKFLOW_SVC_TODO_SERVICE_H_

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/resource/engine.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/workflow/v1/todo_service.adapter.h"
#include "workflow-svc/resources.h"

namespace guanxi::workflow {

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class TodoServiceImpl : public v1::TodoServiceMethods {
 public:
  TodoServiceImpl(const resource::Engine* engine, const Resources* resources)
      : engine_(engine), resources_(resources) {}

  absl::StatusOr<v1::Todo> CompleteTodo(const rpc::Call& call,
                                        const v1::CompleteTodoRequest& request) override;
  absl::StatusOr<v1::Todo> ReopenTodo(const rpc::Call& call,
                                      const v1::ReopenTodoRequest& request) override;
  absl::StatusOr<v1::Todo> SnoozeTodo(const rpc::Call& call,
                                      const v1::SnoozeTodoRequest& request) override;
  absl::StatusOr<v1::Todo> WakeTodo(const rpc::Call& call,
                                    const v1::WakeTodoRequest& request) override;
  absl::StatusOr<v1::Todo> ReassignTodo(const rpc::Call& call,
                                        const v1::ReassignTodoRequest& request) override;

 private:
  // Sets what a to-do becomes; may run several times, each time on what is stored.
  using Change = absl::FunctionRef<absl::Status(absl::Time now, v1::Todo* todo)>;
  // Runs `change` on the live to-do that the request names, if its etag is current.
  template <typename Request>
  absl::StatusOr<v1::Todo> Move(const rpc::Call& call, const Request& request, Change change) const;
  // That the caller sees what a method compares: else its answer, or that nothing changed, would
  // tell it. Errors: those of resource::CheckSeen.
  absl::Status CheckSeen(const rpc::Call& call, absl::Span<const absl::string_view> paths) const;

  const resource::Engine* const engine_;
  const Resources* const resources_;
};

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_TODO_SERVICE_H_
