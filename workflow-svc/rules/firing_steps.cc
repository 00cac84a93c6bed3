#include "workflow-svc/rules/firing_steps.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/policy/rights.h"
#include "guanxi/workflow/v1/rule_execution.pb.h"
#include "guanxi/workflow/v1/todo_service.pb.h"

namespace guanxi::workflow {
namespace {

using rules::StoredFiring;
using rules::StoredOutcome;
using rules::StoredStep;
using v1::ActionOutcome;

// Whether a fault passes, after so many tries.
bool MayPass(const absl::Status& status, int attempts) {
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kCancelled:
    case absl::StatusCode::kUnauthenticated:  // its token has ended, or its account comes back
      return attempts + 1 < kMaxAttempts;
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kUnknown:
      return attempts + 1 < kTries;
    default:
      return false;
  }
}

// Without a text: that may hold values.
void Fail(const absl::Status& status, StoredOutcome* outcome) {
  outcome->set_state(ActionOutcome::FAILED);
  outcome->set_code(absl::StatusCodeToString(status.code()));
  outcome->set_reason(Reason(status));
  for (const FieldViolation& violation : FieldViolations(status)) {
    if (outcome->fields_size() < 50) outcome->add_fields(violation.path);
  }
}

// Whose records lie out of reach gets the to-do once it is made.
absl::Status HandOver(const RecordAccess& access, const Acting& acting,
                      const rules::StoredCall& call) {
  v1::CreateTodoRequest make;
  v1::UpdateTodoRequest give;
  if (!make.ParseFromString(call.request()) || !give.ParseFromString(call.hand_over())) {
    return absl::InternalError("a stored request cannot be read");
  }
  make.mutable_todo()->clear_owner();
  const std::string service = v1::CreateTodoRequest::descriptor()->file()->service(0)->full_name();
  GUANXI_RETURN_IF_ERROR(access.Call(acting, call.method(), call.permission(), make).status());
  const std::string method = absl::StrCat(service, ".UpdateTodo");
  const std::string permission = "todos.update";
  GUANXI_ASSIGN_OR_RETURN(const rpc::Call own, access.CallAs(acting, method, permission));
  const Uuid department = own.principal.rights->DepartmentOf(give.todo().owner());
  if (!department.IsNil()) {
    give.mutable_todo()->set_department(absl::StrCat("departments/", department.ToString()));
    give.mutable_update_mask()->add_paths("department");
  }
  return access.Call(acting, method, permission, give).status();
}

absl::Status RunCall(const RecordAccess& access, const Acting& acting,
                     const rules::StoredCall& call, StoredOutcome* outcome) {
  const auto* const method =
      google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(call.method());
  if (method == nullptr) return absl::InternalError("a stored call is of no method");
  const auto request = NewMessage(method->input_type());
  if (!request->ParseFromString(call.request())) {
    return absl::InternalError("a stored request cannot be read");
  }
  const absl::Status status =
      access.Call(acting, call.method(), call.permission(), *request).status();
  if (Reason(status) == "ROW_OUT_OF_SCOPE" && !call.hand_over().empty()) {
    GUANXI_RETURN_IF_ERROR(HandOver(access, acting, call));
  } else {
    GUANXI_RETURN_IF_ERROR(status);
  }
  outcome->set_made(call.made());
  return absl::OkStatus();
}

absl::Status RunStep(const RecordAccess& access, const QueuedFiring& queued, const StoredStep& step,
                     StoredOutcome* outcome) {
  switch (step.what_case()) {
    case StoredStep::kCalls:
      for (const rules::StoredCall& call : step.calls().calls()) {
        GUANXI_RETURN_IF_ERROR(RunCall(access, ActingFor(queued), call, outcome));
      }
      break;
    case StoredStep::kPost:  // it leaves when all is finished
      GUANXI_RETURN_IF_ERROR(access.CheckChannel(ActingFor(queued), step.post().channel()));
      break;
    case StoredStep::kProblem:
      return Error(absl::StatusCode::kFailedPrecondition, step.problem(),
                   "the record lacks what the action needs");
    case StoredStep::kSkipped:
      outcome->set_reason(step.note());
      outcome->set_state(ActionOutcome::SKIPPED);
      return absl::OkStatus();
    default:  // what people are told is told when all is finished
      break;
  }
  outcome->set_reason(step.note());
  outcome->set_state(ActionOutcome::DONE);
  return absl::OkStatus();
}

}  // namespace

Acting ActingFor(const QueuedFiring& queued) {
  Acting acting;
  acting.tenant = queued.tenant;
  acting.user = queued.firing.owner();
  acting.root = Uuid::FromBytes(queued.firing.root()).value_or(Uuid());
  acting.depth = queued.firing.depth();
  return acting;
}

absl::Status RunSteps(const RecordAccess& access, QueuedFiring* queued) {
  StoredFiring& firing = queued->firing;
  bool stopped = false;
  for (int i = 0; i < firing.steps_size(); ++i) {
    if (firing.outcomes_size() <= i) firing.add_outcomes();
    StoredOutcome* const outcome = firing.mutable_outcomes(i);
    const StoredStep& step = firing.steps(i);
    if (outcome->state() == ActionOutcome::STATE_UNSPECIFIED) {
      if (stopped) {
        outcome->set_state(ActionOutcome::SKIPPED);
        continue;
      }
      outcome->set_attempts(outcome->attempts() + 1);
      const absl::Status status = RunStep(access, *queued, step, outcome);
      if (!status.ok() && MayPass(status, queued->attempts)) return status;
      if (!status.ok()) Fail(status, outcome);
    }
    stopped |= outcome->state() == ActionOutcome::FAILED && !step.continue_on_failure();
  }
  return absl::OkStatus();
}

}  // namespace guanxi::workflow
