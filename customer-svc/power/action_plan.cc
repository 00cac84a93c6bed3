#include "customer-svc/power/action_plan.h"

#include <grpcpp/channel.h>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/errors/grpc.h"
#include "common/rpc/client.h"

namespace guanxi::customer {
namespace {

using workflow::v1::TodoService;

constexpr absl::Duration kTimeout = absl::Seconds(5);
constexpr int kMostSteps = 50;
constexpr size_t kMostTitleBytes = 256;

std::unique_ptr<TodoService::Stub> StubAt(const std::string& target) {
  if (target.empty()) return nullptr;
  rpc::ClientOptions options;
  options.target = target;
  options.services = {std::string(TodoService::service_full_name())};
  return TodoService::NewStub(rpc::NewChannel(options));
}

}  // namespace

absl::Status CheckPlan(const v1::CreateActionPlanRequest& request,
                       const std::set<std::string>& people) {
  Violations violations;
  if (request.steps().empty() || request.steps_size() > kMostSteps) {
    violations.Add("steps", absl::StrCat("want 1 to ", kMostSteps));
  }
  for (int i = 0; i < request.steps_size(); ++i) {
    const v1::ActionStep& step = request.steps(i);
    const std::string path = absl::StrCat("steps[", i, "]");
    if (people.count(step.contact()) == 0) {
      violations.Add(absl::StrCat(path, ".contact"), "is nobody of the map");
    }
    if (step.title().empty() || step.title().size() > kMostTitleBytes) {
      violations.Add(absl::StrCat(path, ".title"), "want 1 to 256 bytes");
    }
  }
  if (!request.request_id().empty() && !Uuid::Parse(request.request_id()).ok()) {
    violations.Add("request_id", "want a UUID");
  }
  return violations.ToStatus();
}

ActionPlanClient::ActionPlanClient(const std::string& target) : todos_(StubAt(target)) {}

absl::StatusOr<v1::CreateActionPlanResponse> ActionPlanClient::Create(
    const rpc::Call& call, const v1::CreateActionPlanRequest& request) const {
  if (todos_ == nullptr) {
    return FailedPrecondition("NO_WORKFLOW_SVC", "workflow-svc",
                              "the installation has none: nobody keeps to-dos");
  }
  workflow::v1::BatchCreateTodosRequest batch;
  batch.set_request_id(request.request_id());
  for (const v1::ActionStep& step : request.steps()) {
    workflow::v1::Todo& todo = *batch.add_requests()->mutable_todo();
    todo.set_title(step.title());
    todo.set_subject(step.contact());
    todo.set_owner(step.owner());
    if (step.has_due_time()) *todo.mutable_due_time() = step.due_time();
  }
  grpc::ClientContext context;
  rpc::PrepareOnBehalf(call, kTimeout, &context);
  workflow::v1::BatchCreateTodosResponse made;
  const absl::Status status = FromGrpcStatus(todos_->BatchCreateTodos(&context, batch, &made));
  if (status.code() == absl::StatusCode::kUnavailable ||
      status.code() == absl::StatusCode::kDeadlineExceeded) {  // of our own limit
    return Unavailable("WORKFLOW_SVC_DOWN", "workflow-svc does not answer");
  }
  GUANXI_RETURN_IF_ERROR(status);
  v1::CreateActionPlanResponse response;
  for (const workflow::v1::Todo& todo : made.todos()) response.add_todos(todo.name());
  return response;
}

}  // namespace guanxi::customer
