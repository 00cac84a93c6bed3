// Which rules are for a lead, who may get it by one, and who of them does.
#include <cstdint>
#include <string>
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
#include "lead-svc/assigner.h"
#include "lead-svc/pool_queries.h"

namespace guanxi::lead {
namespace {

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
                                      const Lead& lead, const Asking& asking, const Turns& turns,
                                      AssignmentDecision* decision) const {
  const filter::Moment moment = MomentOf(work);
  for (const v1::Assignee& one : rule.assignees()) {
    v1::Candidate& candidate = *decision->add_candidates();
    candidate.set_user(one.user());
    candidate.set_turn(TurnOf(rule, turns, one.user()));
    candidate.set_excluded(
        ExclusionOf(rule, one, lead, moment, asking.people.IsActive(one.user())));
    const bool counts = one.most_open() > 0 || rule.strategy() == AssignmentRule::LEAST_OPEN;
    if (!candidate.excluded().empty() || !counts) continue;
    GUANXI_ASSIGN_OR_RETURN(const int open, CountOpen(work, one.user(), kMostOpen));
    candidate.set_open(open + GivenTo(one.user(), asking.given));
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

}  // namespace guanxi::lead
