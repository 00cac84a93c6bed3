#include "workflow-svc/rules/automation_rule_service.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/events/unit_effects.h"
#include "common/filter/to_form.h"
#include "common/resource/field_rights.h"
#include "common/resource/name_fields.h"
#include "workflow-svc/rules/execution_log.h"
#include "workflow-svc/rules/fire_window.h"
#include "workflow-svc/rules/firing_store.h"
#include "workflow-svc/rules/rule_events.h"
#include "workflow-svc/rules/rule_moves.h"
#include "workflow-svc/rules/rule_trial.h"

namespace guanxi::workflow {

using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::AutomationRule;
using v1::RuleExecution;

namespace {

constexpr int kMaxAssumed = 20;
// What a stored rule does. A trial, and why a call is refused, tell of it: they are for who sees
// it.
constexpr absl::string_view kDeeds[] = {"resource_type",  "trigger",      "condition",
                                        "condition_form", "actions",      "fire_policy",
                                        "window",         "work_calendar"};

// Here, by the field that has it: who has the record calls it otherwise.
absl::Status CheckSubject(const RecordKind& kind, const std::string& subject) {
  if (FindRecordKindOf(subject) != &kind) {
    return InvalidField(
        "subject", absl::StrCat("want the name of a record of the type ", kind.type->full_type()));
  }
  return resource::ParseName(*kind.type, subject, "subject").status();
}

}  // namespace

template <typename Request>
absl::StatusOr<AutomationRule> AutomationRuleServiceImpl::Move(const rpc::Call& call,
                                                               const Request& request,
                                                               Change change) const {
  const resource::Resource& rules = *parts_.rules;
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(rules.type(), request.name(), "name"));
  GUANXI_ASSIGN_OR_RETURN(const std::string etag,
                          resource::StatedEtag(call, request.etag(), "etag"));
  AutomationRule answer;
  GUANXI_RETURN_IF_ERROR(parts_.engine->Mutate(
      call, request, resource::WriteContext(), &answer, [&](UnitOfWork& work) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const Stored old, work.GetLive(rules, name));
        GUANXI_RETURN_IF_ERROR(work.CheckEtag(rules, etag, old));
        AutomationRule next;
        next.CopyFrom(*old.message);
        GUANXI_RETURN_IF_ERROR(change(work.now(), &next));
        GUANXI_RETURN_IF_ERROR(work.Update(rules, old, &next).status());
        work.Answer(rules, name.id, next, &answer);
        return absl::OkStatus();
      }));
  return answer;
}

absl::StatusOr<AutomationRule> AutomationRuleServiceImpl::EnableAutomationRule(
    const rpc::Call& call, const v1::EnableAutomationRuleRequest& request) {
  GUANXI_RETURN_IF_ERROR(CheckSeen(call, {"owner", "state"}));
  GUANXI_RETURN_IF_ERROR(CheckSeen(call, kDeeds));  // it is compiled
  return Move(call, request, [&](absl::Time now, AutomationRule* rule) -> absl::Status {
    if (rule->owner() != call.principal.subject) {
      return Error(absl::StatusCode::kPermissionDenied, "NOT_RULE_OWNER",
                   "a rule acts as its owner, who alone can have it work");
    }
    Enable(now, rule);
    return absl::OkStatus();
  });
}

absl::StatusOr<AutomationRule> AutomationRuleServiceImpl::PauseAutomationRule(
    const rpc::Call& call, const v1::PauseAutomationRuleRequest& request) {
  GUANXI_RETURN_IF_ERROR(CheckSeen(call, {"state"}));
  return Move(call, request, [](absl::Time, AutomationRule* rule) {
    Pause(AutomationRule::BY_HAND, "", rule);
    return absl::OkStatus();
  });
}

absl::Status AutomationRuleServiceImpl::CheckSeen(const rpc::Call& call,
                                                  absl::Span<const absl::string_view> paths) const {
  return resource::CheckSeen(parts_.rules->type(), call.principal, paths);
}

absl::StatusOr<AutomationRule> AutomationRuleServiceImpl::Get(const rpc::Call& call,
                                                              const std::string& name) const {
  v1::GetAutomationRuleRequest request;
  request.set_name(name);
  GUANXI_ASSIGN_OR_RETURN(AutomationRule rule,
                          parts_.catalog->Of<AutomationRule>().Get<AutomationRule>(call, request));
  if (rule.has_delete_time()) return NotFound("AUTOMATION_RULE", rule.name());
  return rule;
}

absl::StatusOr<CustomFieldBook::Fields> AutomationRuleServiceImpl::CustomFieldsOf(
    const rpc::Call& call, const AutomationRule& rule) const {
  if (parts_.custom_fields == nullptr) return CustomFieldBook::Fields();
  return parts_.custom_fields->Of(call.principal.tenant, CustomKeysOf(rule));
}

absl::StatusOr<std::unique_ptr<const CompiledRule>> AutomationRuleServiceImpl::RuleOf(
    const rpc::Call& call, const std::string& name, const AutomationRule* rule) const {
  if (name.empty() == (rule == nullptr)) {
    return InvalidField("rule", "want either the name of a stored rule or a rule");
  }
  if (rule == nullptr) GUANXI_RETURN_IF_ERROR(CheckSeen(call, kDeeds));
  Violations violations;
  AutomationRule stated;
  if (rule != nullptr) {
    stated = *rule;
    stated.set_owner(call.principal.subject);
    NormalizeAutomationRule(&stated, &violations);
  } else {
    GUANXI_ASSIGN_OR_RETURN(stated, Get(call, name));
  }
  GUANXI_ASSIGN_OR_RETURN(const CustomFieldBook::Fields custom, CustomFieldsOf(call, stated));
  auto compiled = CompiledRule::Compile(stated, &violations, custom.get());
  if (compiled != nullptr && violations.empty()) return compiled;
  return UnderPath(rule != nullptr ? "rule" : "name", violations.ToStatus());
}

absl::StatusOr<Sight> AutomationRuleServiceImpl::SightOfCaller(const rpc::Call& call,
                                                               const RecordKind& kind,
                                                               const std::string& subject) const {
  Sight sight;
  GUANXI_ASSIGN_OR_RETURN(sight.record, parts_.access->ReadFor(call, kind, subject));
  if (sight.record == nullptr) return NotFound(kind.type->code(), subject);
  const std::string parent = ParentNameOf(kind, *sight.record);
  if (!parent.empty()) {
    GUANXI_ASSIGN_OR_RETURN(sight.parent, parts_.access->ReadFor(call, CustomerKind(), parent));
  }
  return sight;
}

absl::StatusOr<v1::TestAutomationRuleResponse> AutomationRuleServiceImpl::TestAutomationRule(
    const rpc::Call& call, const v1::TestAutomationRuleRequest& request) {
  if (request.assume_changed_size() > kMaxAssumed) {
    return InvalidField("assume_changed", "want at most 20");
  }
  GUANXI_ASSIGN_OR_RETURN(
      const std::unique_ptr<const CompiledRule> rule,
      RuleOf(call, request.name(), request.has_rule() ? &request.rule() : nullptr));
  const std::string subject = resource::CanonicalName(request.subject());
  GUANXI_RETURN_IF_ERROR(CheckSubject(rule->kind(), subject));
  GUANXI_ASSIGN_OR_RETURN(const Sight sight, SightOfCaller(call, rule->kind(), subject));
  GUANXI_ASSIGN_OR_RETURN(const filter::Moment moment,
                          parts_.moment_of(call.principal.tenant, rule->rule()));
  const absl::flat_hash_set<std::string> changed(request.assume_changed().begin(),
                                                 request.assume_changed().end());
  GUANXI_ASSIGN_OR_RETURN(
      v1::TestAutomationRuleResponse response,
      TryRule(*rule, subject, sight, changed, moment, call.principal.rights.get()));
  if (request.name().empty()) return response;
  const std::string window = WindowOf(rule->rule(), /*told=*/"", moment.now, moment.zone);
  const std::string parent = ParentNameOf(rule->kind(), *sight.record);
  const std::string& fires_for = FiresFor(rule->rule(), subject, parent);
  GUANXI_RETURN_IF_ERROR(parts_.engine->Read(call, [&](db::Transaction& tx) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(
        const FiringKey key,
        KeyOfFiring(call.principal.tenant, rule->rule().name(), fires_for, window, Uuid()));
    GUANXI_ASSIGN_OR_RETURN(const Fired fired, FindFired(tx, key));
    response.set_already_fired(fired.in_window);
    return absl::OkStatus();
  }));
  return response;
}

absl::StatusOr<google::longrunning::Operation> AutomationRuleServiceImpl::BacktestAutomationRule(
    const rpc::Call& call, const v1::BacktestAutomationRuleRequest& request) {
  if (!backtest_) return absl::InternalError("nobody reads all records");
  return backtest_(call, request);
}

absl::StatusOr<google::longrunning::Operation> AutomationRuleServiceImpl::GetRuleBacktest(
    const rpc::Call& call, const v1::GetRuleBacktestRequest& request) {
  if (!read_backtest_) return absl::InternalError("nobody reads all records");
  return read_backtest_(call, request);
}

absl::StatusOr<v1::RunAutomationRuleResponse> AutomationRuleServiceImpl::RunAutomationRule(
    const rpc::Call& call, const v1::RunAutomationRuleRequest& request) {
  GUANXI_RETURN_IF_ERROR(CheckSeen(call, {"state"}));
  GUANXI_ASSIGN_OR_RETURN(const std::unique_ptr<const CompiledRule> rule,
                          RuleOf(call, request.name(), nullptr));
  const AutomationRule& stored = rule->rule();
  if (!stored.trigger().has_manual()) {
    return FailedPrecondition("RULE_NOT_MANUAL", stored.name(), "another trigger sets it off");
  }
  if (stored.state() != AutomationRule::ENABLED) {
    return FailedPrecondition("RULE_NOT_ENABLED", stored.name(), "it is PAUSED");
  }
  const std::string subject = resource::CanonicalName(request.subject());
  GUANXI_RETURN_IF_ERROR(CheckSubject(rule->kind(), subject));
  GUANXI_RETURN_IF_ERROR(SightOfCaller(call, rule->kind(), subject).status());
  Uuid id = parts_.engine->environment().uuids().Next();
  if (!request.request_id().empty()) {
    const auto stated = Uuid::Parse(request.request_id());
    if (!stated.ok()) return InvalidField("request_id", "want a UUID");
    id = DeriveUuid("guanxi.rules.run", absl::StrCat(call.principal.subject, " ", stored.name(),
                                                     " ", stated->ToString()));
  }
  RuleLook look;
  look.rule = rule.get();
  look.subject = subject;
  look.told_window = look.look = id.ToString();
  RecordSights sights(parts_.access, call.principal.tenant, rule->kind(), subject);
  GUANXI_ASSIGN_OR_RETURN(const RuleVerdict verdict,
                          parts_.looks->Decide(call.principal.tenant, look, &sights));
  RuleExecution::Reason reason = verdict.reason;
  GUANXI_RETURN_IF_ERROR(parts_.engine->Write(
      events::WriterIn(call.principal.tenant, kRulesActor), resource::TxOptionsOf(call),
      resource::WriteContext(), [&](UnitOfWork& work) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(reason, parts_.looks->Settle(work, look, verdict));
        return absl::OkStatus();
      }));
  // Of EVERY_CHANGE the window is this very request: it has been made before.
  const bool repeated = reason == RuleExecution::ALREADY_FIRED &&
                        stored.fire_policy() == AutomationRule::EVERY_CHANGE;
  v1::RunAutomationRuleResponse response;
  response.set_fired(repeated || reason == RuleExecution::REASON_UNSPECIFIED);
  if (!response.fired()) response.set_reason(reason);
  // Of what its owner does not see nothing is written down.
  if (reason == RuleExecution::SUBJECT_NOT_VISIBLE) return response;
  const Uuid execution =
      response.fired() ? ExecutionId(verdict.id) : LookId(stored.name(), subject, look.look);
  response.set_execution(absl::StrCat(stored.name(), "/executions/", execution.ToString()));
  return response;
}

absl::StatusOr<v1::ConvertConditionResponse> AutomationRuleServiceImpl::ConvertCondition(
    const rpc::Call& call, const v1::ConvertConditionRequest& request) {
  const RecordKind* const kind = FindRecordKind(request.resource_type());
  if (kind == nullptr) {
    return InvalidField("resource_type", "want a type of records that rules are about");
  }
  AutomationRule rule;
  // A trigger that has events: what only they tell may be in the condition.
  rule.mutable_trigger()->mutable_record();
  rule.set_resource_type(request.resource_type());
  rule.set_condition(request.condition());
  if (request.has_condition_form()) *rule.mutable_condition_form() = request.condition_form();
  // Of both it is refused; of neither it is the condition that always holds.
  GUANXI_ASSIGN_OR_RETURN(const CustomFieldBook::Fields custom, CustomFieldsOf(call, rule));
  GUANXI_ASSIGN_OR_RETURN(const Condition condition, CompileCondition(*kind, rule, custom.get()));
  v1::ConvertConditionResponse response;
  response.set_condition(condition.canonical());
  *response.mutable_condition_form() = filter::ToForm(condition.predicate());
  return response;
}

}  // namespace guanxi::workflow
