#include "workflow-svc/rules/rule_moves.h"

#include <optional>

#include "absl/strings/match.h"
#include "common/base/status_macros.h"
#include "common/resource/resource_name.h"
#include "google/protobuf/util/message_differencer.h"
#include "google/protobuf/util/time_util.h"
#include "workflow-svc/rules/rule_book.h"
#include "workflow-svc/rules/rule_text.h"

namespace guanxi::workflow {
namespace {

using google::protobuf::util::MessageDifferencer;
using google::protobuf::util::TimeUtil;
using resource::ChangeKind;
using resource::Stored;
using resource::UnitOfWork;
using v1::AutomationRule;

constexpr size_t kMaxMessage = 1024;

// What a rule does and as whom, without what is said of it.
AutomationRule DeedsOf(const AutomationRule& rule) {
  AutomationRule deeds;
  deeds.set_resource_type(rule.resource_type());
  *deeds.mutable_trigger() = rule.trigger();
  deeds.set_condition(rule.condition());
  if (rule.has_condition_form()) *deeds.mutable_condition_form() = rule.condition_form();
  *deeds.mutable_actions() = rule.actions();
  deeds.set_fire_policy(rule.fire_policy());
  deeds.set_window(rule.window());
  deeds.set_work_calendar(rule.work_calendar());
  deeds.set_owner(rule.owner());
  return deeds;
}

}  // namespace

void Enable(absl::Time now, AutomationRule* rule) {
  if (rule->state() == AutomationRule::ENABLED) return;
  rule->set_state(AutomationRule::ENABLED);
  rule->clear_pause_reason();
  rule->clear_pause_message();
  *rule->mutable_enable_time() = TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(now));
}

void Pause(AutomationRule::PauseReason reason, absl::string_view message, AutomationRule* rule) {
  if (rule->state() == AutomationRule::PAUSED) return;
  rule->set_state(AutomationRule::PAUSED);
  rule->set_pause_reason(reason);
  rule->set_pause_message(CutText(std::string(message), kMaxMessage));
  rule->clear_enable_time();
}

bool DoesAnother(const AutomationRule& a, const AutomationRule& b) {
  return !MessageDifferencer::Equals(DeedsOf(a), DeedsOf(b));
}

absl::StatusOr<bool> PauseByItself(UnitOfWork& work, const resource::Resource& rules,
                                   const std::string& name, AutomationRule::PauseReason reason,
                                   absl::string_view message) {
  GUANXI_ASSIGN_OR_RETURN(const resource::ResourceName id,
                          resource::ParseName(rules.type(), name, "name"));
  GUANXI_ASSIGN_OR_RETURN(const auto live, work.Peek(rules, id));
  if (!live.has_value()) return false;
  GUANXI_ASSIGN_OR_RETURN(const Stored old, work.GetLive(rules, id));
  AutomationRule next;
  next.CopyFrom(*old.message);
  if (next.state() != AutomationRule::ENABLED) return false;
  Pause(reason, message, &next);
  GUANXI_RETURN_IF_ERROR(work.Update(rules, old, &next).status());
  return true;
}

namespace {

// A rule that nobody stated to be anybody's acts as who made it. Of a program it is nobody's.
absl::Status TakeOwner(UnitOfWork& work, const resource::Resource& rules,
                       const AutomationRule& made) {
  if (!made.owner().empty() || !absl::StartsWith(work.principal().subject, "users/")) {
    return absl::OkStatus();
  }
  GUANXI_ASSIGN_OR_RETURN(const resource::ResourceName id,
                          resource::ParseName(rules.type(), made.name(), "name"));
  GUANXI_ASSIGN_OR_RETURN(const Stored old, work.GetLive(rules, id));
  AutomationRule next;
  next.CopyFrom(*old.message);
  next.set_owner(work.principal().subject);
  return work.Update(rules, old, &next).status();
}

}  // namespace

absl::Status DeriveRule(UnitOfWork& work, const resource::Resource& rules, ChangeKind kind,
                        const AutomationRule* old, const AutomationRule& next) {
  GUANXI_RETURN_IF_ERROR(MarkRulesChanged(work));
  if (old == nullptr) return TakeOwner(work, rules, next);
  if (next.state() != AutomationRule::ENABLED) return absl::OkStatus();
  const bool by_another = kind == ChangeKind::kUpdated && DoesAnother(*old, next) &&
                          work.principal().subject != next.owner();
  if (!by_another && kind != ChangeKind::kUndeleted) return absl::OkStatus();
  return PauseByItself(work, rules, next.name(),
                       by_another ? AutomationRule::CHANGED_BY_ANOTHER : AutomationRule::BY_HAND,
                       "")
      .status();
}

}  // namespace guanxi::workflow
