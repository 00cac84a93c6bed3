#include "lead-svc/assignment_rules.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "common/rules/values.h"
#include "common/text/province.h"
#include "common/worktime/work_days.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::lead {
namespace {

using google::protobuf::util::TimeUtil;
using v1::Assignee;
using v1::AssignmentDecision;
using v1::AssignmentRule;
using v1::Lead;

constexpr int kMaxOrder = 1'000'000;
constexpr int kMaxWeight = 100;
constexpr int kMostPerDay = 1000;
constexpr int kMostOpen = 2000;
constexpr int kMinutes = 24 * 60;

absl::Time TimeOf(const google::protobuf::Timestamp& time) {
  return absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(time));
}

template <typename List>
bool Has(const List& list, const std::string& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

void CheckCount(const std::string& path, int count, int most, Violations* violations) {
  if (count < 0 || count > most) violations->Add(path, absl::StrCat("want 0 to ", most));
}

void CheckAssignee(const std::string& path, const Assignee& assignee, Violations* violations) {
  CheckCount(path + ".weight", assignee.weight(), kMaxWeight, violations);
  CheckCount(path + ".most_per_day", assignee.most_per_day(), kMostPerDay, violations);
  CheckCount(path + ".most_open", assignee.most_open(), kMostOpen, violations);
  for (int i = 0; i < assignee.shifts_size(); ++i) {
    const v1::Shift& shift = assignee.shifts(i);
    const std::string at = absl::StrCat(path, ".shifts[", i, "]");
    if (shift.day() < 1 || shift.day() > 7) violations->Add(at + ".day", "want 1 to 7");
    if (shift.start_minute() < 0 || shift.start_minute() >= shift.end_minute() ||
        shift.end_minute() > kMinutes) {
      violations->Add(at, "want 0 <= start_minute < end_minute <= 1,440");
    }
  }
  for (int i = 0; i < assignee.absences_size(); ++i) {
    const v1::Absence& absence = assignee.absences(i);
    const std::string at = absl::StrCat(path, ".absences[", i, "]");
    rules::CheckTime(at + ".start_time", absence.start_time(), violations);
    rules::CheckTime(at + ".end_time", absence.end_time(), violations);
    if (TimeOf(absence.start_time()) >= TimeOf(absence.end_time())) {
      violations->Add(at + ".end_time", "is not after start_time");
    }
  }
}

bool IsAbsent(const Assignee& assignee, absl::Time now) {
  return std::any_of(assignee.absences().begin(), assignee.absences().end(), [&](const auto& one) {
    return TimeOf(one.start_time()) <= now && now < TimeOf(one.end_time());
  });
}

bool IsOnShift(const Assignee& assignee, const filter::Moment& moment) {
  if (assignee.shifts().empty()) return true;
  const absl::CivilSecond local = absl::ToCivilSecond(moment.now, moment.zone);
  const int day = static_cast<int>(absl::GetWeekday(local)) + 1;  // Monday is the first
  const int minute = local.hour() * 60 + local.minute();
  return std::any_of(assignee.shifts().begin(), assignee.shifts().end(), [&](const auto& one) {
    return one.day() == day && one.start_minute() <= minute && minute < one.end_minute();
  });
}

bool IsWorkday(const filter::Moment& moment) {
  const worktime::WorkDays plain;
  return (moment.calendar == nullptr ? plain : *moment.calendar).IsWorkday(moment.Today());
}

// Whether he has each skill that the lead asks for.
bool IsSkilled(const AssignmentRule& rule, const Assignee& assignee, const Lead& lead) {
  for (const std::string& tag : lead.tags()) {
    const bool is_skill = std::any_of(rule.assignees().begin(), rule.assignees().end(),
                                      [&](const Assignee& one) { return Has(one.skills(), tag); });
    if (is_skill && !Has(assignee.skills(), tag)) return false;
  }
  return true;
}

}  // namespace

void NormalizeAssignmentRule(AssignmentRule* rule, Violations* violations) {
  rules::NormalizeLine("display_name", rule->mutable_display_name(), violations);
  for (int i = 0; i < rule->assignees_size(); ++i) {
    Assignee& one = *rule->mutable_assignees(i);
    const std::string path = absl::StrCat("assignees[", i, "]");
    rules::NormalizeLines(path + ".regions", one.mutable_regions(), violations);
    for (std::string& region : *one.mutable_regions()) {
      region = std::string(text::ShortProvince(region));
    }
    rules::NormalizeLines(path + ".industries", one.mutable_industries(), violations);
    rules::NormalizeLines(path + ".skills", one.mutable_skills(), violations);
  }
}

void CheckAssignmentRule(const AssignmentRule& next, Violations* violations) {
  CheckCount("order", next.order(), kMaxOrder, violations);
  std::set<std::string> users;
  for (int i = 0; i < next.assignees_size(); ++i) {
    const std::string path = absl::StrCat("assignees[", i, "]");
    if (!users.insert(next.assignees(i).user()).second) {
      violations->Add(path + ".user", "stands twice");
    }
    CheckAssignee(path, next.assignees(i), violations);
  }
}

std::string ExclusionOf(const AssignmentRule& rule, const Assignee& assignee, const Lead& lead,
                        const filter::Moment& moment, bool is_active) {
  if (!is_active) return "not active";
  if (rule.workdays_only() && !IsWorkday(moment)) return "day off";
  if (IsAbsent(assignee, moment.now)) return "absent";
  if (!IsOnShift(assignee, moment)) return "off shift";
  if (!assignee.regions().empty() && !Has(assignee.regions(), lead.region())) return "region";
  if (!assignee.industries().empty() && !Has(assignee.industries(), lead.industry())) {
    return "industry";
  }
  return IsSkilled(rule, assignee, lead) ? "" : "skill";
}

bool MayPass(const AssignmentDecision& decision) {
  static const auto* const passing =
      new std::set<std::string>{"day off", "absent", "off shift", "has enough", "day is full"};
  return std::any_of(decision.candidates().begin(), decision.candidates().end(),
                     [](const auto& one) { return passing->count(one.excluded()) != 0; });
}

int64_t TurnOf(const AssignmentRule& rule, const Turns& turns, const std::string& user) {
  const auto own = turns.next.find(user);
  if (own != turns.next.end()) return own->second;
  return rule.strategy() == AssignmentRule::WEIGHTED ? turns.clock : 0;
}

int Choose(const AssignmentRule& rule, const AssignmentDecision& decision) {
  const bool counts_open = rule.strategy() == AssignmentRule::LEAST_OPEN;
  int chosen = -1;
  const auto rank = [&](const v1::Candidate& one) {
    return std::make_tuple(counts_open ? one.open() : 0, one.turn(), one.user());
  };
  for (int i = 0; i < decision.candidates_size(); ++i) {
    if (!decision.candidates(i).excluded().empty()) continue;
    if (chosen < 0 || rank(decision.candidates(i)) < rank(decision.candidates(chosen))) chosen = i;
  }
  return chosen;
}

void TakeTurn(const AssignmentRule& rule, const AssignmentDecision& decision, Turns* turns) {
  const std::string& user = decision.owner();
  if (rule.strategy() != AssignmentRule::WEIGHTED) {
    if (!decision.sticky()) turns->next[user] = ++turns->clock;
    return;
  }
  int64_t weight = 1;
  for (const Assignee& one : rule.assignees()) {
    if (one.user() == user) weight = std::max(1, one.weight());
  }
  // The clock moves with each lead, so that of those who are behind it each has another turn.
  const int64_t now = turns->clock + (decision.sticky() ? 0 : 1);
  const int64_t turn = std::max(TurnOf(rule, *turns, user), now);
  if (!decision.sticky()) turns->clock = turn;
  turns->next[user] = turn + kTurn / weight;
}

int StickyTo(const Lead& lead, const AssignmentDecision& decision) {
  const std::string& before = lead.owner().empty() ? lead.last_owner() : lead.owner();
  for (int i = 0; i < decision.candidates_size(); ++i) {
    const v1::Candidate& one = decision.candidates(i);
    if (!before.empty() && one.user() == before && one.excluded().empty()) return i;
  }
  return -1;
}

}  // namespace guanxi::lead
