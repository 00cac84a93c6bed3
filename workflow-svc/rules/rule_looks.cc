#include "workflow-svc/rules/rule_looks.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/policy/field_view.h"
#include "common/resource/row_codec.h"
#include "common/resource/unit_limits.h"
#include "guanxi/lead/v1/lead.pb.h"
#include "workflow-svc/notifications/take_back.h"
#include "workflow-svc/rules/execution_log.h"
#include "workflow-svc/rules/fire_window.h"
#include "workflow-svc/rules/firing_store.h"
#include "workflow-svc/rules/masked_sight.h"
#include "workflow-svc/rules/rule_moves.h"
#include "workflow-svc/rules/time/firing_retention.h"

namespace guanxi::workflow {

using filter::Truth;
using v1::RuleExecution;

namespace {

// Writes of a unit of work up to which looks that came to nothing are written down.
constexpr int kMaxLogged = resource::kMaxWrites - 50;

// What an event tells of a record, as somebody sees it: what is hidden from him has not changed,
// and was nothing.
struct SeenEvent {
  std::unique_ptr<google::protobuf::Message> before;
  absl::flat_hash_set<std::string> changed;
};

SeenEvent See(const RuleLook& look, const policy::FieldView& view) {
  SeenEvent seen;
  seen.before = resource::CopyMessage(*look.before);
  view.Present(seen.before.get());
  if (look.changed == nullptr) return seen;
  for (const std::string& field : *look.changed) {
    if (view.AccessTo(field) != policy::FieldAccess::kHidden) seen.changed.insert(field);
  }
  return seen;
}

}  // namespace

absl::StatusOr<Sight> RecordSights::Of(const std::string& user, bool with_parent) {
  const Acting acting{tenant_, user, Uuid(), 0};
  auto found = seen_.find(user);
  if (found == seen_.end()) {
    Seen seen;
    GUANXI_ASSIGN_OR_RETURN(const RecordAccess::Reading reading,
                            access_->ReadAs(acting, kind_, name_));
    seen.sight.record = reading.record;
    seen.sight.is_gone = reading.is_gone;
    found = seen_.emplace(user, std::move(seen)).first;
  }
  Seen& seen = found->second;
  if (!with_parent || seen.with_parent || seen.sight.record == nullptr) return seen.sight;
  const std::string parent = ParentNameOf(kind_, *seen.sight.record);
  if (!parent.empty()) {
    GUANXI_ASSIGN_OR_RETURN(seen.sight.parent, access_->Read(acting, CustomerKind(), parent));
  }
  seen.with_parent = true;
  return seen.sight;
}

absl::StatusOr<std::string> RuleLooks::OwnerOfLead(const Uuid& tenant, const CompiledRule& rule,
                                                   const std::string& holder) const {
  const RecordKind* const kind = FindRecordKindOf(holder);
  if (kind == nullptr || kind->descriptor() != lead::v1::Lead::descriptor()) return std::string();
  GUANXI_ASSIGN_OR_RETURN(const auto lead,
                          access_->Read({tenant, rule.rule().owner(), Uuid(), 0}, *kind, holder));
  return lead == nullptr ? std::string() : static_cast<const lead::v1::Lead&>(*lead).owner();
}

absl::StatusOr<RuleVerdict> RuleLooks::Decide(const Uuid& tenant, const RuleLook& look,
                                              RecordSights* sights) const {
  const CompiledRule& rule = *look.rule;
  RuleVerdict verdict;
  GUANXI_ASSIGN_OR_RETURN(const auto rights, access_->RightsOf(tenant, rule.rule().owner()));
  if (rights == nullptr) {
    verdict.reason = RuleExecution::OWNER_GONE;
    return verdict;
  }
  const bool with_parent = rule.reads_parent();
  GUANXI_ASSIGN_OR_RETURN(const Sight sight, sights->Of(rule.rule().owner(), with_parent));
  if (sight.record == nullptr) {
    verdict.reason = sight.is_gone ? RuleExecution::OWNER_GONE : RuleExecution::SUBJECT_NOT_VISIBLE;
    return verdict;
  }
  // Read before anything else is said of it: what is written down is for who sees the record.
  verdict.reason = Refusal(Fired(), look.cause.depth);
  if (verdict.reason != RuleExecution::REASON_UNSPECIFIED) return verdict;
  verdict.holder = HolderNameOf(rule.kind(), *sight.record);
  Facts facts{sight.record.get(), look.before, look.changed, sight.parent.get()};
  SeenEvent event;
  const auto view = rights->ViewOf(rule.kind().descriptor());
  if (look.before != nullptr && !view->is_open()) {
    event = See(look, *view);
    facts.before = event.before.get();
    facts.changed = &event.changed;
  }
  GUANXI_ASSIGN_OR_RETURN(const filter::Moment moment, moment_of_(tenant, rule.rule()));
  const Truth truth = rule.condition().Evaluate(facts, moment);
  if (truth != Truth::kTrue) {
    verdict.reason =
        truth == Truth::kFalse ? RuleExecution::CONDITION_FALSE : RuleExecution::CONDITION_UNKNOWN;
    verdict.explanation = rule.condition().Explain(facts, moment);
    return verdict;
  }
  verdict.window = WindowOf(rule.rule(), look.told_window, moment.now, moment.zone);
  verdict.id = FiringId(tenant, rule.rule().name(),
                        FiresFor(rule.rule(), look.subject, verdict.holder), verdict.window);
  // What is done stands one cause deeper; a chain that begins here has the firing's own id.
  const Uuid root = look.cause.root.IsNil() ? verdict.id : look.cause.root;
  FiringInput input{&rule, look.subject, verdict.window,
                    Cause{look.cause.event_id, root, look.cause.depth + 1}, moment};
  GUANXI_ASSIGN_OR_RETURN(input.least, access_->LeastOf(tenant));
  GUANXI_ASSIGN_OR_RETURN(input.lead_owner, OwnerOfLead(tenant, rule, verdict.holder));
  GUANXI_ASSIGN_OR_RETURN(
      verdict.firing,
      PlanFiring(verdict.id, input, facts, [&](const std::string& user) -> absl::StatusOr<Sight> {
        // Who reads a channel sees no more than the rule's owner, and that masked.
        if (user.empty()) return MaskedSight(sight);
        return sights->Of(user, with_parent);
      }));
  return verdict;
}

absl::Status RuleLooks::PauseInvalid(resource::UnitOfWork& work,
                                     const std::vector<RuleBook::Page::Invalid>& invalid) const {
  for (const RuleBook::Page::Invalid& one : invalid) {
    GUANXI_RETURN_IF_ERROR(
        PauseByItself(work, *rules_, one.rule, v1::AutomationRule::INVALID, one.fault).status());
  }
  return absl::OkStatus();
}

absl::Status TakeBackOf(resource::UnitOfWork& work, const CompiledRule& rule,
                        const std::string& subject) {
  return TakeBackNotices(work, {{v1::Notification::RULE}, subject, rule.rule().name()});
}

absl::StatusOr<RuleExecution::Reason> RuleLooks::Settle(resource::UnitOfWork& work,
                                                        const RuleLook& look,
                                                        const RuleVerdict& verdict) const {
  const v1::AutomationRule& rule = look.rule->rule();
  RuleExecution::Reason reason = verdict.reason;
  if (reason == RuleExecution::REASON_UNSPECIFIED) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid root, Uuid::FromBytes(verdict.firing.root()));
    GUANXI_ASSIGN_OR_RETURN(
        const FiringKey key,
        KeyOfFiring(work.principal().tenant, rule.name(),
                    FiresFor(rule, look.subject, verdict.holder), verdict.window, root));
    GUANXI_ASSIGN_OR_RETURN(const Fired fired, FindFired(work.tx(), key));
    reason = Refusal(fired, look.cause.depth);
    if (reason == RuleExecution::REASON_UNSPECIFIED) {
      GUANXI_RETURN_IF_ERROR(
          ClaimFiring(work.tx(), key, verdict.id, work.now(), clock_->Now(), verdict.firing));
      GUANXI_RETURN_IF_ERROR(KeepFiring(work.tx(), key, RetentionOf(rule), work.system_now()));
      return reason;
    }
  }
  if (reason == RuleExecution::OWNER_GONE) {
    GUANXI_RETURN_IF_ERROR(PauseByItself(work, *rules_, rule.name(), v1::AutomationRule::OWNER_GONE,
                                         "its owner is no active user")
                               .status());
  }
  const bool holds_no_more =
      reason == RuleExecution::CONDITION_FALSE || reason == RuleExecution::CONDITION_UNKNOWN;
  if (holds_no_more && look.rule->tells_while_it_holds()) {
    GUANXI_RETURN_IF_ERROR(TakeBackOf(work, *look.rule, look.subject));
  }
  // Else whoever has a rule learnt of every record that is kept from him, and when it changes.
  if (reason == RuleExecution::SUBJECT_NOT_VISIBLE) return reason;
  // Of very many looks in one transaction the log has as many as it can hold.
  if (work.writes() >= kMaxLogged) return reason;
  const auto* const explained = verdict.explanation ? &*verdict.explanation : nullptr;
  GUANXI_RETURN_IF_ERROR(LogExecution(work, *rules_, *executions_, rule.name(),
                                      LookId(rule.name(), look.subject, look.look),
                                      NotFired(rule, look.subject, look.cause, reason, explained)));
  return reason;
}

}  // namespace guanxi::workflow
