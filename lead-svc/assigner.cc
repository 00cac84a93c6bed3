#include "lead-svc/assigner.h"

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/filter/checker.h"
#include "common/filter/message_matcher.h"
#include "common/policy/rights.h"
#include "common/pools/pooled_writes.h"
#include "common/resource/environment.h"
#include "common/resource/hourly_limit.h"
#include "common/resource/resource_name.h"
#include "lead-svc/assignment_turns.h"
#include "lead-svc/pool_queries.h"

namespace guanxi::lead {
namespace {

using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::AssignmentDecision;
using v1::AssignmentRule;
using v1::Lead;

constexpr char kDayCount[] = "assign_day";
constexpr int kMostOpen = 2000;

filter::Moment MomentOf(const UnitOfWork& work) {
  filter::Moment moment = work.environment().MomentOf(work.principal().tenant);
  moment.now = work.now();
  return moment;
}

// Up to `most`.
absl::StatusOr<int> CountOpen(UnitOfWork& work, const std::string& user, int most) {
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, resource::ParseReference("users", user));
  std::vector<db::Value> values = {work.principal().tenant.bytes(), id.bytes()};
  for (const Lead::State state : {Lead::NEW, Lead::WORKING, Lead::QUALIFIED, Lead::CONVERTING}) {
    values.emplace_back(static_cast<int>(state));
  }
  values.emplace_back(most);
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, work.tx().Select(LeadsInHand(), values));
  return static_cast<int>(rows.size());
}

int GivenTo(const std::string& user, const Assigner::Given& given) {
  const auto more = given.find(user);
  return more == given.end() ? 0 : more->second;
}

// Whether he may have one more. Other rules, and claims, give him nothing until the end: what they
// gave him since he was first counted is seen here.
absl::StatusOr<bool> HasRoom(UnitOfWork& work, const v1::Assignee& assignee,
                             const Assigner::Given& given) {
  if (assignee.most_open() == 0) return true;
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, resource::ParseReference("users", assignee.user()));
  GUANXI_RETURN_IF_ERROR(pools::HoldHand(work, id));
  GUANXI_ASSIGN_OR_RETURN(const int open, CountOpen(work, assignee.user(), assignee.most_open()));
  return open + GivenTo(assignee.user(), given) < assignee.most_open();
}

// One more today; false if his day is full.
absl::StatusOr<bool> CountDay(UnitOfWork& work, const AssignmentRule& rule,
                              const v1::Assignee& assignee) {
  if (assignee.most_per_day() == 0) return true;
  const filter::Moment moment = MomentOf(work);
  const int64_t day = moment.Today() - absl::CivilDay(1970, 1, 1);
  const std::string key =
      DeriveUuid("assign_day", absl::StrCat(rule.name(), " ", assignee.user())).ToString();
  GUANXI_ASSIGN_OR_RETURN(const int64_t given, resource::CountInPeriod(work, kDayCount, key, day));
  if (given <= assignee.most_per_day()) return true;
  GUANXI_RETURN_IF_ERROR(resource::CountInPeriod(work, kDayCount, key, day, -1).status());
  return false;
}

}  // namespace

absl::StatusOr<std::string> Assigner::CheckCondition(UnitOfWork& work, const AssignmentRule& rule,
                                                     const Lead& lead) const {
  if (rule.disabled()) return std::string("disabled");
  if (rule.condition().empty()) return std::string();
  const auto predicate =
      filter::Compile(rule.condition(), resources_->leads->type().filter_schema());
  // A rule of a newer process.
  if (!predicate.ok()) return std::string("condition unknown");
  GUANXI_ASSIGN_OR_RETURN(const auto matcher,
                          filter::MessageMatcher::Create(*predicate, Lead::descriptor()));
  switch (matcher.Evaluate(lead, MomentOf(work))) {
    case filter::Truth::kTrue:
      return std::string();
    case filter::Truth::kFalse:
      return std::string("condition");
    case filter::Truth::kUnknown:
      return std::string("condition unknown");
  }
  return std::string("condition unknown");
}

absl::Status Assigner::FindCandidates(UnitOfWork& work, const AssignmentRule& rule,
                                      const Lead& lead, const Given& given, const Turns& turns,
                                      AssignmentDecision* decision) const {
  const filter::Moment moment = MomentOf(work);
  for (const v1::Assignee& one : rule.assignees()) {
    v1::Candidate& candidate = *decision->add_candidates();
    candidate.set_user(one.user());
    candidate.set_turn(TurnOf(rule, turns, one.user()));
    candidate.set_excluded(
        ExclusionOf(rule, one, lead, moment, work.principal().rights->IsActive(one.user())));
    const bool counts = one.most_open() > 0 || rule.strategy() == AssignmentRule::LEAST_OPEN;
    if (!candidate.excluded().empty() || !counts) continue;
    GUANXI_ASSIGN_OR_RETURN(const int open, CountOpen(work, one.user(), kMostOpen));
    candidate.set_open(open + GivenTo(one.user(), given));
    if (one.most_open() > 0 && candidate.open() >= one.most_open()) {
      candidate.set_excluded("has enough");
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<int> Assigner::Pick(UnitOfWork& work, const AssignmentRule& rule, const Lead& lead,
                                   const Given& given, AssignmentDecision* decision) const {
  while (true) {
    const int before = rule.sticky() ? StickyTo(lead, *decision) : -1;
    const int chosen = before >= 0 ? before : Choose(rule, *decision);
    if (chosen < 0) return -1;
    decision->set_sticky(before >= 0);
    // In the order of the rule's list.
    const v1::Assignee& assignee = rule.assignees(chosen);
    v1::Candidate& candidate = *decision->mutable_candidates(chosen);
    GUANXI_ASSIGN_OR_RETURN(const bool has_room, HasRoom(work, assignee, given));
    if (!has_room) {
      candidate.set_excluded("has enough");
      continue;
    }
    GUANXI_ASSIGN_OR_RETURN(const bool has_time, CountDay(work, rule, assignee));
    if (has_time) return chosen;
    candidate.set_excluded("day is full");
  }
}

absl::StatusOr<std::string> Assigner::Ask(UnitOfWork& work, const AssignmentRule& rule,
                                          const Lead& lead, const Given& given,
                                          AssignmentDecision* decision) const {
  GUANXI_ASSIGN_OR_RETURN(std::string passed_over, CheckCondition(work, rule, lead));
  if (!passed_over.empty()) return passed_over;
  GUANXI_ASSIGN_OR_RETURN(Turns turns, TakeTurns(work, rule.name()));
  decision->clear_candidates();
  decision->set_sticky(false);
  GUANXI_RETURN_IF_ERROR(FindCandidates(work, rule, lead, given, turns, decision));
  GUANXI_ASSIGN_OR_RETURN(const int chosen, Pick(work, rule, lead, given, decision));
  if (chosen < 0) return std::string("nobody may get it");
  decision->set_rule(rule.name());
  decision->set_owner(decision->candidates(chosen).user());
  TakeTurn(rule, *decision, &turns);
  GUANXI_RETURN_IF_ERROR(StoreTurns(work, rule.name(), decision->owner(), turns));
  return std::string();
}

absl::StatusOr<AssignmentDecision> Assigner::Decide(UnitOfWork& work, const Lead& lead,
                                                    const Given& given) const {
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
    GUANXI_ASSIGN_OR_RETURN(const std::string passed_over, Ask(work, rule, lead, given, &decision));
    if (passed_over.empty()) return decision;
    considered.set_passed_over(passed_over);
  }
  decision.set_sticky(false);
  return decision;
}

absl::StatusOr<AssignmentDecision> Assigner::Assign(UnitOfWork& work, Lead* lead) const {
  const resource::Resource& leads = *resources_->leads;
  GUANXI_ASSIGN_OR_RETURN(AssignmentDecision decision, Decide(work, *lead, {}));
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(leads.type(), lead->name(), "lead"));
  const auto write = [&]() -> absl::Status {
    if (!decision.owner().empty()) {
      GUANXI_ASSIGN_OR_RETURN(const Stored row, work.GetLive(leads, name));
      lead->CopyFrom(*row.message);
      lead->set_owner(decision.owner());
      const Uuid department = work.principal().rights->DepartmentOf(decision.owner());
      if (!department.IsNil()) {
        lead->set_department(absl::StrCat("departments/", department.ToString()));
      }
      GUANXI_RETURN_IF_ERROR(work.Update(leads, row, lead).status());
    }
    if (decision.rules().empty()) return absl::OkStatus();
    const ResourceName made = resource::ChildOf(name, work.environment().uuids().Next());
    return work.Insert(*resources_->assignment_decisions, made, &decision);
  };
  GUANXI_RETURN_IF_ERROR(work.WithoutScope(write));
  return decision;
}

}  // namespace guanxi::lead
