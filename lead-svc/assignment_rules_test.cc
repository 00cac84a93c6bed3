#include "lead-svc/assignment_rules.h"

#include <algorithm>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/errors/errors.h"
#include "common/worktime/work_days.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::lead {
namespace {

using ::testing::UnorderedElementsAre;
using v1::Assignee;
using v1::AssignmentDecision;
using v1::AssignmentRule;
using v1::Lead;

AssignmentRule Rule(int people, AssignmentRule::Strategy strategy = AssignmentRule::ROUND_ROBIN) {
  AssignmentRule rule;
  rule.set_strategy(strategy);
  for (int i = 0; i < people; ++i) rule.add_assignees()->set_user(absl::StrCat("users/", i));
  return rule;
}

// Gives one lead to one of those who may; "" if nobody may.
std::string Give(const AssignmentRule& rule, const std::set<std::string>& eligible, Turns* turns,
                 const std::map<std::string, int>& open = {}) {
  AssignmentDecision decision;
  for (const Assignee& one : rule.assignees()) {
    v1::Candidate& candidate = *decision.add_candidates();
    candidate.set_user(one.user());
    candidate.set_turn(TurnOf(rule, *turns, one.user()));
    candidate.set_excluded(eligible.count(one.user()) != 0 ? "" : "absent");
    const auto has = open.find(one.user());
    candidate.set_open(has == open.end() ? 0 : has->second);
  }
  const int chosen = Choose(rule, decision);
  if (chosen < 0) return "";
  decision.set_owner(decision.candidates(chosen).user());
  TakeTurn(rule, decision, turns);
  return decision.owner();
}

std::set<std::string> All(const AssignmentRule& rule) {
  std::set<std::string> users;
  for (const Assignee& one : rule.assignees()) users.insert(one.user());
  return users;
}

// Over any interval in which some people stay eligible their numbers differ by one at most,
// whatever the others do.
TEST(AssignmentRulesTest, WhoStaysEligibleGetsAsManyAsTheOthersAtAnyTime) {
  std::mt19937 random(7);
  const AssignmentRule rule = Rule(6);
  for (int round = 0; round < 50; ++round) {
    Turns turns;
    std::vector<std::set<std::string>> eligible;
    std::vector<std::string> given;
    std::set<std::string> now = All(rule);
    for (int step = 0; step < 60; ++step) {
      if (random() % 4 == 0) {
        const std::string who = absl::StrCat("users/", random() % 6);
        if (now.erase(who) == 0) now.insert(who);
      }
      eligible.push_back(now);
      given.push_back(Give(rule, now, &turns));
    }
    for (size_t from = 0; from < given.size(); ++from) {
      std::set<std::string> stayed = eligible[from];
      std::map<std::string, int> counts;
      for (size_t to = from; to < given.size(); ++to) {
        for (auto who = stayed.begin(); who != stayed.end();) {
          who = eligible[to].count(*who) != 0 ? std::next(who) : stayed.erase(who);
        }
        ++counts[given[to]];
        int least = 1 << 30;
        int most = 0;
        for (const std::string& who : stayed) {
          least = std::min(least, counts[who]);
          most = std::max(most, counts[who]);
        }
        if (!stayed.empty()) {
          ASSERT_LE(most - least, 1) << round << " " << from << " " << to;
        }
      }
    }
  }
}

// Leads of one place go to those of that place alone, and leave the turns of others as they are.
TEST(AssignmentRulesTest, NobodyIsPassedOverForEverBecauseOthersAreServedBetween) {
  for (const auto strategy : {AssignmentRule::ROUND_ROBIN, AssignmentRule::WEIGHTED}) {
    const AssignmentRule rule = Rule(5, strategy);
    Turns turns;
    std::map<std::string, int> counts;
    for (int i = 0; i < 30; ++i) {
      ++counts[Give(rule, {"users/0", "users/1", "users/2"}, &turns)];
      ++counts[Give(rule, {"users/3", "users/4"}, &turns)];
    }
    for (const char* who : {"users/0", "users/1", "users/2"}) EXPECT_EQ(counts[who], 10) << who;
    for (const char* who : {"users/3", "users/4"}) EXPECT_EQ(counts[who], 15) << who;
  }
}

TEST(AssignmentRulesTest, WhoWasAwayCatchesNothingUp) {
  const AssignmentRule rule = Rule(3);
  Turns turns;
  for (int i = 0; i < 30; ++i) Give(rule, {"users/0", "users/1"}, &turns);
  std::map<std::string, int> counts;
  for (int i = 0; i < 9; ++i) ++counts[Give(rule, All(rule), &turns)];
  EXPECT_EQ(counts["users/2"], 3);
}

TEST(AssignmentRulesTest, WeightsSayHowOften) {
  AssignmentRule rule = Rule(3, AssignmentRule::WEIGHTED);
  rule.mutable_assignees(0)->set_weight(3);
  rule.mutable_assignees(1)->set_weight(2);
  Turns turns;
  std::map<std::string, int> counts;
  for (int i = 0; i < 60; ++i) ++counts[Give(rule, All(rule), &turns)];
  EXPECT_EQ(counts["users/0"], 30);
  EXPECT_EQ(counts["users/1"], 20);
  EXPECT_EQ(counts["users/2"], 10);
}

TEST(AssignmentRulesTest, TheFewestOpenComeFirstAndThenWhoseTurnItIs) {
  const AssignmentRule rule = Rule(3, AssignmentRule::LEAST_OPEN);
  Turns turns;
  EXPECT_EQ(Give(rule, All(rule), &turns, {{"users/0", 5}, {"users/1", 2}, {"users/2", 3}}),
            "users/1");
  std::set<std::string> first;
  for (int i = 0; i < 3; ++i) first.insert(Give(rule, All(rule), &turns));
  EXPECT_EQ(first.size(), 3u);
}

TEST(AssignmentRulesTest, WhoHadItBeforeGetsItAndTheOthersAreServedUntilTheyAreEven) {
  const AssignmentRule rule = Rule(2, AssignmentRule::WEIGHTED);
  Turns turns;
  AssignmentDecision sticky;
  sticky.set_owner("users/0");
  sticky.set_sticky(true);
  for (int i = 0; i < 3; ++i) TakeTurn(rule, sticky, &turns);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Give(rule, All(rule), &turns), "users/1");
  EXPECT_EQ(Give(rule, All(rule), &turns), "users/0");
}

TEST(AssignmentRulesTest, WhoMayNotIsToldWhy) {
  absl::TimeZone shanghai;
  ASSERT_TRUE(absl::LoadTimeZone("Asia/Shanghai", &shanghai));
  filter::Moment moment;
  moment.zone = shanghai;
  // A Monday.
  moment.now = absl::FromCivil(absl::CivilSecond(2026, 11, 30, 9, 30, 0), shanghai);
  AssignmentRule rule = Rule(2);
  rule.mutable_assignees(1)->add_skills("英语");
  Assignee& one = *rule.mutable_assignees(0);
  Lead lead;
  lead.set_region("浙江");
  lead.set_industry("制造业");
  const auto why = [&] { return ExclusionOf(rule, one, lead, moment, true); };
  EXPECT_EQ(why(), "");
  EXPECT_EQ(ExclusionOf(rule, one, lead, moment, false), "not active");
  lead.add_tags("展会");
  EXPECT_EQ(why(), "");
  lead.add_tags("英语");
  EXPECT_EQ(why(), "skill");
  EXPECT_EQ(ExclusionOf(rule, rule.assignees(1), lead, moment, true), "");
  one.add_industries("金融");
  EXPECT_EQ(why(), "industry");
  one.add_regions("江苏");
  EXPECT_EQ(why(), "region");
  v1::Shift& shift = *one.add_shifts();
  shift.set_day(1);
  shift.set_start_minute(10 * 60);
  shift.set_end_minute(18 * 60);
  EXPECT_EQ(why(), "off shift");
  shift.set_start_minute(9 * 60 + 30);
  EXPECT_EQ(why(), "region");
  v1::Absence& away = *one.add_absences();
  away.mutable_start_time()->set_seconds(absl::ToUnixSeconds(moment.now));
  away.mutable_end_time()->set_seconds(absl::ToUnixSeconds(moment.now) + 1);
  EXPECT_EQ(why(), "absent");
  moment.now += absl::Seconds(1);
  EXPECT_EQ(why(), "region");
}

TEST(AssignmentRulesTest, OnDaysOffNobodyGetsAnythingWhereTheRuleSaysSo) {
  worktime::WorkDays days;
  days.holidays.insert(absl::CivilDay(2026, 10, 1));   // a Thursday
  days.workdays.insert(absl::CivilDay(2026, 10, 10));  // a Saturday
  filter::Moment moment;
  moment.calendar = std::make_shared<worktime::WorkDays>(days);
  AssignmentRule rule = Rule(1);
  const auto why = [&](int day) {
    moment.now = absl::FromCivil(absl::CivilSecond(2026, 10, day, 10, 0, 0), moment.zone);
    return ExclusionOf(rule, rule.assignees(0), Lead(), moment, true);
  };
  EXPECT_EQ(why(1), "");
  rule.set_workdays_only(true);
  EXPECT_EQ(why(1), "day off");
  EXPECT_EQ(why(8), "");
  EXPECT_EQ(why(10), "");
  EXPECT_EQ(why(11), "day off");
  moment.calendar = nullptr;
  EXPECT_EQ(why(10), "day off");
}

TEST(AssignmentRulesTest, WhatIsOutOfBoundsIsNamed) {
  AssignmentRule rule = Rule(1);
  *rule.add_assignees() = rule.assignees(0);
  rule.set_order(-1);
  Assignee& one = *rule.mutable_assignees(0);
  one.set_weight(101);
  one.set_most_per_day(-1);
  one.add_shifts()->set_day(8);
  one.add_absences();
  Violations violations;
  CheckAssignmentRule(rule, &violations);
  std::set<std::string> paths;
  for (const FieldViolation& fault : FieldViolations(violations.ToStatus())) {
    paths.insert(fault.path);
  }
  EXPECT_THAT(paths,
              UnorderedElementsAre("order", "assignees[0].weight", "assignees[0].most_per_day",
                                   "assignees[0].shifts[0].day", "assignees[0].shifts[0]",
                                   "assignees[0].absences[0].end_time", "assignees[1].user"));
}

}  // namespace
}  // namespace guanxi::lead
