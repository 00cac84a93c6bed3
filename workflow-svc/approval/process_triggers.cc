#include "workflow-svc/approval/process_triggers.h"

#include <any>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/events/unit_effects.h"
#include "common/resource/environment.h"
#include "guanxi/workflow/v1/automation_rule.pb.h"
#include "guanxi/workflow/v1/rule_execution.pb.h"
#include "workflow-svc/notifications/notifier.h"
#include "workflow-svc/rules/compiled_rule.h"
#include "workflow-svc/rules/firing_steps.h"
#include "workflow-svc/rules/firing_store.h"
#include "workflow-svc/rules/masked_sight.h"
#include "workflow-svc/rules/planner.h"
#include "workflow-svc/rules/rule_looks.h"

namespace guanxi::workflow {
namespace {

using resource::ResourceName;
using resource::UnitOfWork;
using v1::ActionOutcome;
using v1::ProcessInstance;

constexpr char kActor[] = "services/workflow-svc";

// Of one trigger: where it is, and what was done.
struct Trigger {
  Uuid tenant, instance;
  int64_t pass = 0;
  std::string node;
  ProcessInstance process;
  v1::ProcessTrigger what;
};
struct Done {
  std::shared_ptr<const Staff> staff;
  ResourceName instance;
  int64_t pass = 0;
  bool ok = false;
  rules::StoredFiring firing;
};

absl::StatusOr<Trigger> ReadTrigger(const TriggerParts& parts, const timers::Batch& batch) {
  const timers::ArmedTimer& timer = batch.timers.at(0);
  Trigger trigger;
  const std::pair<std::string, std::string> key =
      absl::StrSplit(timer.key, absl::MaxSplits('/', 1));
  GUANXI_ASSIGN_OR_RETURN(trigger.instance, Uuid::Parse(key.first));
  if (!absl::SimpleAtoi(key.second, &trigger.pass)) {
    return absl::InternalError("a timer's key is none of a trigger");
  }
  trigger.tenant = batch.tenant;
  trigger.node = timer.payload;
  GUANXI_RETURN_IF_ERROR(parts.engine->Write(
      events::WriterIn(batch.tenant, kActor), {db::Lane::kJob}, resource::WriteContext(),
      [&](UnitOfWork& work) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const auto row, work.Peek(*parts.runner->parts().instances,
                                                          ResourceName{Uuid(), trigger.instance}));
        if (!row.has_value()) return absl::InternalError("a trigger of no process");
        trigger.process = static_cast<const ProcessInstance&>(*row->message);
        GUANXI_ASSIGN_OR_RETURN(const auto model,
                                parts.runner->models().Get(work, trigger.process.definition(),
                                                           trigger.process.revision()));
        const ModelNode* const node = model->Find(trigger.node);
        if (node != nullptr) trigger.what = node->node->trigger();
        return absl::OkStatus();
      }));
  return trigger;
}

// The rule that does as the trigger says, for the subject's kind; null: it cannot be one.
std::unique_ptr<const CompiledRule> RuleOf(const Trigger& trigger) {
  const RecordKind* const kind = FindRecordKindOf(trigger.process.subject());
  if (kind == nullptr) return nullptr;
  v1::AutomationRule rule;
  rule.set_name(trigger.process.name());
  rule.set_display_name(trigger.node);
  rule.set_resource_type(kind->type->full_type());
  rule.set_owner(trigger.process.initiator());
  rule.mutable_trigger()->mutable_manual();
  *rule.mutable_actions() = trigger.what.actions();
  Violations violations;
  NormalizeAutomationRule(&rule, &violations);
  return CompiledRule::Compile(rule, &violations);
}

bool HasFailed(const rules::StoredFiring& firing) {
  for (const rules::StoredOutcome& outcome : firing.outcomes()) {
    if (outcome.state() == ActionOutcome::FAILED) return true;
  }
  return false;
}

// Makes the calls; false: they cannot be made, or one has failed for good. Errors: passing ones.
absl::StatusOr<bool> Act(const TriggerParts& parts, const Trigger& trigger,
                         rules::StoredFiring* firing) {
  const auto rule = RuleOf(trigger);
  if (rule == nullptr) return false;
  RecordSights sights(parts.access, trigger.tenant, rule->kind(), trigger.process.subject());
  const bool with_parent = rule->reads_parent();
  GUANXI_ASSIGN_OR_RETURN(const Sight own, sights.Of(trigger.process.initiator(), with_parent));
  if (own.record == nullptr) return false;
  const Facts facts{own.record.get(), nullptr, nullptr, own.parent.get()};
  QueuedFiring queued;
  queued.tenant = trigger.tenant;
  queued.id =
      DeriveUuid("process_trigger", absl::StrCat(trigger.instance.ToString(), " ", trigger.pass));
  FiringInput input;
  input.rule = rule.get();
  input.subject = trigger.process.subject();
  input.moment = parts.engine->environment().MomentOf(trigger.tenant);
  GUANXI_ASSIGN_OR_RETURN(input.least, parts.access->LeastOf(trigger.tenant));
  GUANXI_ASSIGN_OR_RETURN(
      queued.firing,
      PlanFiring(queued.id, input, facts, [&](const std::string& user) -> absl::StatusOr<Sight> {
        // Who reads a channel sees no more than the initiator, and that masked.
        if (user.empty()) return MaskedSight(own);
        return sights.Of(user, with_parent);
      }));
  GUANXI_RETURN_IF_ERROR(RunSteps(*parts.access, &queued));
  *firing = std::move(queued.firing);
  return !HasFailed(*firing);
}

absl::Status Tell(UnitOfWork& work, const rules::StoredFiring& firing, int index) {
  const rules::StoredStep& step = firing.steps(index);
  if (step.has_notice()) {
    Notice notice;
    notice.kind = v1::Notification::RULE;
    notice.subject = firing.subject();
    notice.source = firing.rule();
    for (const auto& told : step.notice().told()) {
      notice.recipients.push_back({told.user(), {told.title(), told.text()}});
    }
    return Notify(work, notice);
  }
  if (!step.has_post()) return absl::OkStatus();
  Posting posting;
  posting.channel = step.post().channel();
  posting.text = {step.post().title(), step.post().text()};
  posting.subject = firing.subject();
  posting.source = firing.rule();
  return Post(work, posting);
}

absl::Status Finish(UnitOfWork& work, const ProcessRunner& runner, const Done& done) {
  for (int i = 0; i < done.firing.outcomes_size() && i < done.firing.steps_size(); ++i) {
    if (done.firing.outcomes(i).state() != ActionOutcome::DONE) continue;
    GUANXI_RETURN_IF_ERROR(Tell(work, done.firing, i));
  }
  const absl::Status gone_on = runner.Run(work, *done.staff, done.instance,
                                          Command{"", false, TriggerDone{done.pass, done.ok}});
  // One that nobody waits for, or of a process that has ended meanwhile.
  const std::string reason = Reason(gone_on);
  if (reason == "NOT_WAITED_FOR" || reason == "NOT_RUNNING") return absl::OkStatus();
  return gone_on;
}

}  // namespace

timers::Kind ProcessTriggerKind(const TriggerParts& parts) {
  timers::Kind kind;
  kind.max_batch = 1;
  kind.prepare = [parts](const timers::Batch& batch) -> absl::StatusOr<std::any> {
    GUANXI_ASSIGN_OR_RETURN(const Trigger trigger, ReadTrigger(parts, batch));
    Done done;
    done.instance = ResourceName{Uuid(), trigger.instance};
    done.pass = trigger.pass;
    GUANXI_ASSIGN_OR_RETURN(
        done.staff, parts.staff->Of(batch.tenant, absl::Now() + policy::Authorizer::kMaxWait));
    GUANXI_ASSIGN_OR_RETURN(done.ok, Act(parts, trigger, &done.firing));
    return std::any(std::move(done));
  };
  kind.fire = [runner = parts.runner](UnitOfWork& work, const timers::Batch& batch) {
    const auto* const done = std::any_cast<Done>(&batch.prepared);
    if (done == nullptr) return absl::InternalError("the trigger was not prepared");
    return Finish(work, *runner, *done);
  };
  return kind;
}

}  // namespace guanxi::workflow
