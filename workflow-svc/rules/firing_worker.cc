#include "workflow-svc/rules/firing_worker.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/errors/metadata.h"
#include "common/events/unit_effects.h"
#include "common/policy/rights.h"
#include "common/resource/resource_name.h"
#include "guanxi/workflow/v1/rule_execution.pb.h"
#include "guanxi/workflow/v1/todo_service.pb.h"
#include "workflow-svc/notifications/notifier.h"
#include "workflow-svc/rules/execution_log.h"
#include "workflow-svc/rules/rule_events.h"
#include "workflow-svc/rules/rule_moves.h"

namespace guanxi::workflow {
namespace {

using resource::UnitOfWork;
using rules::StoredFiring;
using rules::StoredOutcome;
using rules::StoredStep;
using v1::ActionOutcome;

constexpr int kAtOnce = 20;
constexpr absl::Duration kMinPause = absl::Seconds(1);
constexpr absl::Duration kMaxPause = absl::Minutes(10);
// Rounds in a row, so that the thread can be told to end.
constexpr int kRounds = 50;

// Whether a fault passes, after so many tries.
bool MayPass(const absl::Status& status, int attempts) {
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kCancelled:
    case absl::StatusCode::kUnauthenticated:  // its token has ended, or its account comes back
      return attempts + 1 < FiringWorker::kMaxAttempts;
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kUnknown:
      return attempts + 1 < FiringWorker::kTries;
    default:
      return false;
  }
}

absl::Duration PauseAfter(int attempts) {
  absl::Duration pause = kMinPause;
  for (int i = 0; i < attempts && pause < kMaxPause; ++i) pause *= 2;
  return std::min(pause, kMaxPause);
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

Acting ActingFor(const QueuedFiring& queued) {
  Acting acting;
  acting.tenant = queued.tenant;
  acting.user = queued.firing.owner();
  acting.root = Uuid::FromBytes(queued.firing.root()).value_or(Uuid());
  acting.depth = queued.firing.depth();
  return acting;
}

// What a finished step tells people.
absl::Status Tell(UnitOfWork& work, const StoredFiring& firing, const StoredStep& step) {
  if (step.has_notice()) {
    Notice notice;
    notice.kind = v1::Notification::RULE;
    notice.subject = firing.subject();
    notice.source = firing.rule();
    notice.bundle_key = firing.rule();
    for (const auto& told : step.notice().told()) {
      notice.recipients.push_back({told.user(), {told.title(), told.text()}});
    }
    return Notify(work, notice);
  }
  Posting posting;
  posting.channel = step.post().channel();
  posting.text = {step.post().title(), step.post().text()};
  posting.subject = firing.subject();
  posting.source = firing.rule();
  return Post(work, posting);
}

}  // namespace

void FiringWorker::Run() {
  for (int round = 0; round < kRounds; ++round) {
    const auto busy = Turn();
    if (!busy.ok()) {
      Log(Severity::kWarning, "rules.queue", {{"reason", Reason(busy.status())}});
    }
    if (!busy.ok() || !*busy) return;
  }
}

absl::StatusOr<bool> FiringWorker::Turn() {
  std::vector<QueuedFiring> due;
  GUANXI_RETURN_IF_ERROR(
      database_->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(due, DueFirings(tx, clock_->Now(), kAtOnce));
        return absl::OkStatus();
      }));
  for (QueuedFiring& queued : due) {
    const absl::Status status = DoOne(std::move(queued));
    // Another one has it, or the database does not answer: the lease ends, and it is tried again.
    if (!status.ok()) Log(Severity::kInfo, "rules.put_off", {{"reason", Reason(status)}});
  }
  return !due.empty();
}

absl::Status FiringWorker::DoOne(QueuedFiring queued) {
  bool taken = false;
  GUANXI_RETURN_IF_ERROR(
      database_->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(taken, TakeFiring(tx, clock_->Now() + kLease, &queued));
        return absl::OkStatus();
      }));
  if (!taken) return absl::OkStatus();
  ++queued.epoch;
  Passed("taken");
  const absl::Status put_off = RunSteps(&queued);
  Passed("called");
  if (!put_off.ok()) return Defer(queued);
  return Finish(queued);
}

absl::Status FiringWorker::RunSteps(QueuedFiring* queued) const {
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
      const absl::Status status = RunStep(*queued, step, outcome);
      if (!status.ok() && MayPass(status, queued->attempts)) return status;
      if (!status.ok()) Fail(status, outcome);
    }
    stopped |= outcome->state() == ActionOutcome::FAILED && !step.continue_on_failure();
  }
  return absl::OkStatus();
}

absl::Status FiringWorker::RunStep(const QueuedFiring& queued, const StoredStep& step,
                                   StoredOutcome* outcome) const {
  switch (step.what_case()) {
    case StoredStep::kCalls:
      for (const rules::StoredCall& call : step.calls().calls()) {
        GUANXI_RETURN_IF_ERROR(RunCall(ActingFor(queued), call, outcome));
      }
      break;
    case StoredStep::kProblem:
      return Error(absl::StatusCode::kFailedPrecondition, step.problem(),
                   "the record lacks what the action needs");
    case StoredStep::kSkipped:
      outcome->set_state(ActionOutcome::SKIPPED);
      return absl::OkStatus();
    default:  // what people are told is told when all is finished
      break;
  }
  outcome->set_state(ActionOutcome::DONE);
  return absl::OkStatus();
}

absl::Status FiringWorker::RunCall(const Acting& acting, const rules::StoredCall& call,
                                   StoredOutcome* outcome) const {
  const auto* const method =
      google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(call.method());
  if (method == nullptr) return absl::InternalError("a stored call is of no method");
  const auto request = NewMessage(method->input_type());
  if (!request->ParseFromString(call.request())) {
    return absl::InternalError("a stored request cannot be read");
  }
  const absl::Status status =
      access_->Call(acting, call.method(), call.permission(), *request).status();
  if (Reason(status) == "ROW_OUT_OF_SCOPE" && !call.hand_over().empty()) {
    GUANXI_RETURN_IF_ERROR(HandOver(acting, call));
  } else {
    GUANXI_RETURN_IF_ERROR(status);
  }
  outcome->set_made(call.made());
  return absl::OkStatus();
}

// Whose records lie out of reach gets the to-do once it is made.
absl::Status FiringWorker::HandOver(const Acting& acting, const rules::StoredCall& call) const {
  v1::CreateTodoRequest make;
  v1::UpdateTodoRequest give;
  if (!make.ParseFromString(call.request()) || !give.ParseFromString(call.hand_over())) {
    return absl::InternalError("a stored request cannot be read");
  }
  make.mutable_todo()->clear_owner();
  const std::string service = v1::CreateTodoRequest::descriptor()->file()->service(0)->full_name();
  GUANXI_RETURN_IF_ERROR(access_->Call(acting, call.method(), call.permission(), make).status());
  const std::string method = absl::StrCat(service, ".UpdateTodo");
  const std::string permission = "todos.update";
  GUANXI_ASSIGN_OR_RETURN(const rpc::Call own, access_->CallAs(acting, method, permission));
  const Uuid department = own.principal.rights->DepartmentOf(give.todo().owner());
  if (!department.IsNil()) {
    give.mutable_todo()->set_department(absl::StrCat("departments/", department.ToString()));
    give.mutable_update_mask()->add_paths("department");
  }
  return access_->Call(acting, method, permission, give).status();
}

absl::Status FiringWorker::Defer(const QueuedFiring& queued) {
  return database_->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) {
    return DeferFiring(tx, clock_->Now() + PauseAfter(queued.attempts), queued);
  });
}

absl::Status FiringWorker::Finish(const QueuedFiring& queued) {
  const StoredFiring& firing = queued.firing;
  resource::WriteContext context;
  context.cause.root = ActingFor(queued).root;
  context.cause.depth = firing.depth();
  GUANXI_RETURN_IF_ERROR(engine_->Write(
      events::WriterIn(queued.tenant, kRulesActor), {db::Lane::kJob}, context,
      [&](UnitOfWork& work) -> absl::Status {
        GUANXI_RETURN_IF_ERROR(FinishFiring(work.tx(), queued));
        for (int i = 0; i < firing.steps_size(); ++i) {
          const StoredStep& step = firing.steps(i);
          const bool tells = step.has_notice() || step.has_post();
          if (!tells || firing.outcomes(i).state() != ActionOutcome::DONE) continue;
          GUANXI_RETURN_IF_ERROR(Tell(work, firing, step));
        }
        GUANXI_RETURN_IF_ERROR(LogExecution(work, *rules_, *executions_, firing.rule(),
                                            ExecutionId(queued.id), ExecutionOf(firing)));
        GUANXI_RETURN_IF_ERROR(CountFailures(work, queued));
        Passed("before_commit");
        return absl::OkStatus();
      }));
  Passed("after_commit");
  return absl::OkStatus();
}

absl::Status FiringWorker::CountFailures(UnitOfWork& work, const QueuedFiring& queued) const {
  GUANXI_ASSIGN_OR_RETURN(const Uuid rule,
                          resource::ParseReference("automationRules", queued.firing.rule()));
  if (!HasFailed(queued.firing)) return ForgetFailures(work.tx(), queued.tenant, rule);
  GUANXI_ASSIGN_OR_RETURN(const int failures, CountFailure(work.tx(), queued.tenant, rule));
  if (failures < kMaxFailures) return absl::OkStatus();
  std::string why;
  for (const StoredOutcome& outcome : queued.firing.outcomes()) {
    if (outcome.state() != ActionOutcome::FAILED) continue;
    why = absl::StrCat(outcome.code(), " ", outcome.reason());
    break;
  }
  GUANXI_ASSIGN_OR_RETURN(const bool paused, PauseByItself(work, *rules_, queued.firing.rule(),
                                                           v1::AutomationRule::FAILURES, why));
  if (!paused) return absl::OkStatus();
  GUANXI_RETURN_IF_ERROR(ForgetFailures(work.tx(), queued.tenant, rule));
  Notice notice;
  notice.kind = v1::Notification::RULE_PAUSED;
  notice.recipients.push_back({queued.firing.owner()});
  notice.subject = notice.source = queued.firing.rule();
  return Notify(work, notice);
}

}  // namespace guanxi::workflow
