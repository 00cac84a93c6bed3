#include "workflow-svc/rules/time/time_looks.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/resource/resource_name.h"
#include "workflow-svc/rules/firing_store.h"
#include "workflow-svc/rules/time/firing_retention.h"

namespace guanxi::workflow {
namespace {

using resource::UnitOfWork;
using Reason = v1::RuleExecution::Reason;
using Step = TimePlan::Step;

// Each writes an execution, or a firing.
constexpr int kMaxBatch = 20;

bool IsDeleted(const google::protobuf::Message& record) {
  const auto* const field = record.GetDescriptor()->FindFieldByName("delete_time");
  return field != nullptr && record.GetReflection()->HasField(record, field);
}

bool IsOpen(const std::optional<RuleVerdict>& verdict) {
  return verdict.has_value() && (verdict->reason == v1::RuleExecution::CONDITION_FALSE ||
                                 verdict->reason == v1::RuleExecution::CONDITION_UNKNOWN);
}

absl::StatusOr<Cause> CauseOf(const rules::RuleTimer& payload) {
  Cause cause;
  cause.event_id = payload.event_id();
  cause.depth = payload.depth();
  if (payload.root().empty()) return cause;
  GUANXI_ASSIGN_OR_RETURN(cause.root, Uuid::FromBytes(payload.root()));
  return cause;
}

std::string TextOf(absl::Time at) {
  return absl::FormatTime("%E4Y-%m-%dT%H:%M:%E*SZ", at, absl::UTCTimeZone());
}

// Another look has claimed the same meanwhile: the timer is tried again.
absl::Status Passing(const absl::Status& status) {
  return status.code() == absl::StatusCode::kAlreadyExists
             ? absl::AbortedError("another look has fired meanwhile")
             : status;
}

// That of the window that the trigger tells, whatever the policy makes of it.
absl::StatusOr<FiringKey> BarOf(const UnitOfWork& work, const RuleTimerKey& key,
                                const RuleLook& look) {
  FiringKey bar{work.principal().tenant, key.rule, key.record, look.told_window, Uuid()};
  bar.root = FiringId(bar.tenant, look.rule->rule().name(), look.subject, look.told_window);
  return bar;
}

}  // namespace

timers::Kind TimeLooks::MakeKind() const {
  timers::Kind kind;
  kind.max_batch = kMaxBatch;
  kind.prepare = [this](const timers::Batch& batch) -> absl::StatusOr<std::any> {
    GUANXI_ASSIGN_OR_RETURN(Prepared prepared, Prepare(batch));
    return std::any(std::make_shared<const Prepared>(std::move(prepared)));
  };
  kind.fire = [this](UnitOfWork& work, const timers::Batch& batch) { return Fire(work, batch); };
  return kind;
}

absl::StatusOr<TimeLooks::Prepared> TimeLooks::Prepare(const timers::Batch& batch) const {
  GUANXI_ASSIGN_OR_RETURN(const auto page, parts_.book->Of(batch.tenant));
  Prepared prepared;
  prepared.index = parts_.times->Of(batch.tenant, page->index);
  for (const timers::ArmedTimer& timer : batch.timers) {
    GUANXI_ASSIGN_OR_RETURN(prepared.by_key[timer.key],
                            Decide(batch.tenant, *prepared.index, timer));
  }
  return prepared;
}

absl::StatusOr<TimeLooks::Decided> TimeLooks::Decide(const Uuid& tenant, const TimeIndex& index,
                                                     const timers::ArmedTimer& timer) const {
  Decided decided;
  GUANXI_ASSIGN_OR_RETURN(decided.key, ParseRuleTimerKey(timer.key));
  if (!decided.payload.ParseFromString(timer.payload)) {
    return absl::InternalError("the payload of a rule's timer cannot be read");
  }
  // Of a rule that does not work any more, and of a record that is gone, nothing is left.
  const TimeRule* const rule = index.ById(decided.key.rule);
  if (rule == nullptr) return decided;
  const CompiledRule& compiled = rule->rule();
  decided.look.rule = &compiled;
  decided.look.subject = decided.payload.subject();
  RecordSights sights(parts_.access, tenant, compiled.kind(), decided.payload.subject());
  GUANXI_ASSIGN_OR_RETURN(const Sight sight,
                          sights.Of(compiled.rule().owner(), compiled.reads_parent()));
  if (sight.is_gone) {  // It pauses, once that is settled.
    decided.rule = rule;
    decided.verdict.emplace().reason = v1::RuleExecution::OWNER_GONE;
    return decided;
  }
  if (sight.record == nullptr || IsDeleted(*sight.record)) return decided;
  decided.rule = rule;
  GUANXI_ASSIGN_OR_RETURN(decided.look.cause, CauseOf(decided.payload));
  GUANXI_ASSIGN_OR_RETURN(const filter::Moment moment, parts_.moment_of(tenant, compiled.rule()));
  decided.look.look =
      absl::StrCat("time/", decided.payload.as_of_micros(), "/", absl::ToUnixMicros(moment.now));
  const Facts facts{sight.record.get(), nullptr, nullptr, sight.parent.get()};
  decided.turn = rule->turns().Next(facts, moment);
  if (rule->trigger() != nullptr) {
    GUANXI_RETURN_IF_ERROR(DecideByTime(tenant, facts, moment, &sights, &decided));
  } else if (decided.payload.has_turned()) {
    decided.look.told_window = TextOf(LookOf(decided.payload).as_of);
    GUANXI_ASSIGN_OR_RETURN(decided.verdict, parts_.looks->Decide(tenant, decided.look, &sights));
    // It has turned the other way.
    if (IsOpen(decided.verdict)) decided.verdict.reset();
  }
  return decided;
}

absl::Status TimeLooks::DecideByTime(const Uuid& tenant, const Facts& facts,
                                     const filter::Moment& moment, RecordSights* sights,
                                     Decided* decided) const {
  const TimeRule& rule = *decided->rule;
  decided->plan =
      PlanOf(*rule.trigger(), rule.field().Read(*facts.record), LookOf(decided->payload), moment);
  if (decided->plan.step == Step::kNothing) return absl::OkStatus();
  decided->look.told_window = decided->plan.window;
  if (decided->plan.step == Step::kTooLate) {
    if (decided->payload.is_sighted()) return absl::OkStatus();
    decided->verdict.emplace().reason = v1::RuleExecution::TOO_LATE;
    return absl::OkStatus();
  }
  GUANXI_ASSIGN_OR_RETURN(decided->verdict, parts_.looks->Decide(tenant, decided->look, sights));
  return absl::OkStatus();
}

absl::Status TimeLooks::Fire(UnitOfWork& work, const timers::Batch& batch) const {
  const auto& prepared = *std::any_cast<const std::shared_ptr<const Prepared>&>(batch.prepared);
  std::vector<timers::Timer> next;
  for (const timers::ArmedTimer& timer : batch.timers) {
    const auto decided = prepared.by_key.find(timer.key);
    if (decided == prepared.by_key.end()) return absl::InternalError("a look was not prepared");
    if (decided->second.rule == nullptr) continue;
    GUANXI_RETURN_IF_ERROR(Passing(Settle(work, decided->second)));
    if (std::optional<timers::Timer> armed = NextTimer(decided->second)) {
      next.push_back(*std::move(armed));
    }
  }
  if (next.empty()) return absl::OkStatus();
  return parts_.timers->Arm(work.tx(), work.principal().tenant, next);
}

absl::Status TimeLooks::Settle(UnitOfWork& work, const Decided& decided) const {
  if (!decided.verdict.has_value()) return absl::OkStatus();
  if (decided.rule->trigger() != nullptr && decided.rule->trigger()->skip_if_late()) {
    GUANXI_ASSIGN_OR_RETURN(const FiringKey bar, BarOf(work, decided.key, decided.look));
    GUANXI_ASSIGN_OR_RETURN(const Fired barred, FindFired(work.tx(), bar));
    if (barred.in_window) return absl::OkStatus();
  }
  if (decided.verdict->reason == v1::RuleExecution::TOO_LATE) return SettleLate(work, decided);
  return parts_.looks->Settle(work, decided.look, *decided.verdict).status();
}

absl::Status TimeLooks::SettleLate(UnitOfWork& work, const Decided& decided) const {
  GUANXI_ASSIGN_OR_RETURN(const FiringKey bar, BarOf(work, decided.key, decided.look));
  GUANXI_ASSIGN_OR_RETURN(const Fired known, FindFired(work.tx(), bar));
  if (known.in_window) return absl::OkStatus();
  GUANXI_RETURN_IF_ERROR(BarFiring(work.tx(), bar, work.now()));
  const Retention retention = RetentionOf(decided.look.rule->rule());
  GUANXI_RETURN_IF_ERROR(KeepFiring(work.tx(), bar, retention, work.system_now()));
  return parts_.looks->Settle(work, decided.look, *decided.verdict).status();
}

std::optional<timers::Timer> TimeLooks::NextTimer(const Decided& decided) {
  std::optional<Wake> wake;
  const bool by_time = decided.rule->trigger() != nullptr;
  const bool is_open = by_time && IsOpen(decided.verdict);
  if (is_open) {
    wake = NextLook(decided.plan, decided.turn);
  } else if (by_time) {
    wake = decided.plan.next;
  } else if (decided.turn.has_value()) {
    wake = Wake{*decided.turn, Look{*decided.turn, "", false}};
  }
  if (!wake.has_value()) return std::nullopt;
  rules::RuleTimer payload = PayloadOf(wake->look);
  payload.set_is_open(is_open);
  payload.set_has_turned(!by_time);
  payload.set_subject(decided.payload.subject());
  payload.set_rule_etag(decided.rule->rule().rule().etag());
  return MakeRuleTimer(decided.key, wake->at, payload);
}

}  // namespace guanxi::workflow
