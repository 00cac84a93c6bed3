#include "workflow-svc/rules/firing_worker.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/events/unit_effects.h"
#include "common/resource/resource_name.h"
#include "guanxi/workflow/v1/rule_execution.pb.h"
#include "workflow-svc/notifications/notifier.h"
#include "workflow-svc/rules/execution_log.h"
#include "workflow-svc/rules/firing_steps.h"
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

absl::Duration PauseAfter(int attempts) {
  absl::Duration pause = kMinPause;
  for (int i = 0; i < attempts && pause < kMaxPause; ++i) pause *= 2;
  return std::min(pause, kMaxPause);
}

// What a finished step tells people.
absl::Status Tell(UnitOfWork& work, const StoredFiring& firing, const StoredStep& step) {
  if (step.has_notice()) {
    Notice notice;
    notice.kind = v1::Notification::RULE;
    notice.subject = firing.subject();
    notice.source = firing.rule();
    notice.bundle_key = firing.rule();
    if (step.notice().while_it_holds()) notice.as_of = absl::FromUnixMicros(firing.fire_micros());
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
  const absl::Status put_off = RunSteps(*access_, &queued);
  Passed("called");
  if (!put_off.ok()) return Defer(queued);
  return Finish(queued);
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
