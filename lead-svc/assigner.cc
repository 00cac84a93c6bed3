#include "lead-svc/assigner.h"

#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/policy/rights.h"
#include "common/resource/environment.h"
#include "common/resource/resource_name.h"
#include "common/timers/timers.h"
#include "lead-svc/assignment_turns.h"

namespace guanxi::lead {
namespace {

using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::AssignmentDecision;
using v1::AssignmentRule;
using v1::Lead;

// Until a lead that waits is asked for again.
constexpr absl::Duration kWait = absl::Minutes(15);

}  // namespace

absl::StatusOr<std::string> Assigner::Ask(UnitOfWork& work, const AssignmentRule& rule,
                                          const Lead& lead, Asking* asking,
                                          AssignmentDecision* decision) const {
  GUANXI_ASSIGN_OR_RETURN(std::string passed_over, CheckCondition(work, rule, lead));
  if (!passed_over.empty()) return passed_over;
  GUANXI_ASSIGN_OR_RETURN(Turns turns, TakeTurns(work, rule.name()));
  decision->clear_candidates();
  decision->set_sticky(false);
  GUANXI_RETURN_IF_ERROR(FindCandidates(work, rule, lead, *asking, turns, decision));
  GUANXI_ASSIGN_OR_RETURN(const int chosen, Pick(work, rule, lead, asking->given, decision));
  if (chosen < 0) {
    asking->may_pass = asking->may_pass || MayPass(*decision);
    return std::string("nobody may get it");
  }
  decision->set_rule(rule.name());
  decision->set_owner(decision->candidates(chosen).user());
  TakeTurn(rule, *decision, &turns);
  GUANXI_RETURN_IF_ERROR(StoreTurns(work, rule.name(), decision->owner(), turns));
  return std::string();
}

absl::StatusOr<AssignmentDecision> Assigner::Decide(UnitOfWork& work, const Lead& lead,
                                                    const Given& given) const {
  Asking asking{given, *work.principal().rights};
  return AskInOrder(work, lead, &asking);
}

absl::StatusOr<AssignmentDecision> Assigner::AskInOrder(UnitOfWork& work, const Lead& lead,
                                                        Asking* asking) const {
  const resource::Resource& rules = *resources_->assignment_rules;
  AssignmentDecision decision;
  GUANXI_ASSIGN_OR_RETURN(const std::vector<std::string> names, RulesInOrder(work));
  for (const std::string& text : names) {
    GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                            resource::ParseName(rules.type(), text, "rule"));
    GUANXI_ASSIGN_OR_RETURN(const std::optional<Stored> row, work.Peek(rules, name));
    if (!row.has_value()) continue;
    const auto& rule = static_cast<const AssignmentRule&>(*row->message);
    v1::ConsideredRule& considered = *decision.add_rules();
    considered.set_rule(rule.name());
    GUANXI_ASSIGN_OR_RETURN(const std::string passed_over,
                            Ask(work, rule, lead, asking, &decision));
    if (passed_over.empty()) return decision;
    considered.set_passed_over(passed_over);
  }
  decision.set_sticky(false);
  return decision;
}

absl::StatusOr<AssignmentDecision> Assigner::Assign(UnitOfWork& work, Lead* lead) const {
  const Given given;
  Asking asking{given, *work.principal().rights};
  GUANXI_ASSIGN_OR_RETURN(AssignmentDecision decision, AskInOrder(work, *lead, &asking));
  GUANXI_RETURN_IF_ERROR(Give(work, asking, lead, &decision));
  GUANXI_RETURN_IF_ERROR(Record(work, *lead, &decision));
  return decision;
}

absl::Status Assigner::AssignWaiting(UnitOfWork& work, const policy::Rights& people,
                                     Lead* lead) const {
  const Given given;
  Asking asking{given, people};
  GUANXI_ASSIGN_OR_RETURN(AssignmentDecision decision, AskInOrder(work, *lead, &asking));
  GUANXI_RETURN_IF_ERROR(Give(work, asking, lead, &decision));
  return decision.owner().empty() ? absl::OkStatus() : Record(work, *lead, &decision);
}

absl::Status Assigner::Give(UnitOfWork& work, const Asking& asking, Lead* lead,
                            AssignmentDecision* decision) const {
  const resource::Resource& leads = *resources_->leads;
  if (decision->owner().empty()) {
    const bool waits = asking.may_pass && lead->owner().empty() && lead->pool().empty();
    if (!waits || resources_->timers == nullptr) return absl::OkStatus();
    const timers::Timer again{kWaitingTimer, lead->name(), work.now() + kWait};
    return resources_->timers->Arm(work.tx(), work.principal().tenant, again);
  }
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(leads.type(), lead->name(), "lead"));
  return work.WithoutScope([&]() -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(const Stored row, work.GetLive(leads, name));
    lead->CopyFrom(*row.message);
    lead->set_owner(decision->owner());
    const Uuid department = asking.people.DepartmentOf(decision->owner());
    if (!department.IsNil()) {
      lead->set_department(absl::StrCat("departments/", department.ToString()));
    }
    return work.Update(leads, row, lead).status();
  });
}

absl::Status Assigner::Record(UnitOfWork& work, const Lead& lead,
                              AssignmentDecision* decision) const {
  if (decision->rules().empty()) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(resources_->leads->type(), lead.name(), "lead"));
  const ResourceName made = resource::ChildOf(name, work.environment().uuids().Next());
  return work.WithoutScope(
      [&] { return work.Insert(*resources_->assignment_decisions, made, decision); });
}

}  // namespace guanxi::lead
