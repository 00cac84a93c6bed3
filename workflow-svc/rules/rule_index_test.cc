#include "workflow-svc/rules/rule_index.h"

#include <algorithm>
#include <random>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "workflow-svc/rules/rules_testing.h"

namespace guanxi::workflow {
namespace {

using metadata::v1::Change;
using v1::AutomationRule;
using v1::RecordTrigger;

const char* const kFields[] = {"grade", "city", "industry", "owner", "tags", "display_name"};

std::vector<std::string> NamesOf(const std::vector<const CompiledRule*>& rules) {
  std::vector<std::string> names;
  for (const CompiledRule* rule : rules) names.push_back(rule->rule().name());
  return names;
}

EventKey Updated(std::vector<absl::string_view> fields) {
  return {"customer", Change::UPDATED, std::move(fields)};
}

TEST(RuleIndexTest, FindsThoseThatNameTypeKindAndField) {
  AutomationRule any = RuleAbout("guanxi.dev/Customer", {RecordTrigger::UPDATED});
  any.set_name("automationRules/any");
  AutomationRule grade = RuleAbout("guanxi.dev/Customer", {RecordTrigger::UPDATED}, {"grade"});
  grade.set_name("automationRules/grade");
  grade.set_priority(5);
  AutomationRule made = RuleAbout("guanxi.dev/Customer", {RecordTrigger::CREATED});
  made.set_name("automationRules/made");
  AutomationRule other = RuleAbout("guanxi.dev/Opportunity", {RecordTrigger::UPDATED});
  other.set_name("automationRules/other");
  const RuleIndex index({Compile(any), Compile(grade), Compile(made), Compile(other)});
  EXPECT_EQ(NamesOf(index.Find(Updated({"grade", "city"}))),
            (std::vector<std::string>{"automationRules/grade", "automationRules/any"}));
  EXPECT_EQ(NamesOf(index.Find(Updated({"city"}))),
            std::vector<std::string>{"automationRules/any"});
  EXPECT_EQ(NamesOf(index.Find({"customer", Change::CREATED, {}})),
            std::vector<std::string>{"automationRules/made"});
  EXPECT_TRUE(index.Find({"contact", Change::UPDATED, {"grade"}}).empty());
  EXPECT_EQ(index.ByName("automationRules/made")->rule().name(), "automationRules/made");
}

TEST(RuleIndexTest, WhatFollowsFromOthersIsHeardByWhoNamesIt) {
  AutomationRule any = RuleAbout("guanxi.dev/Customer", {RecordTrigger::UPDATED});
  any.set_name("automationRules/any");
  AutomationRule named =
      RuleAbout("guanxi.dev/Customer", {RecordTrigger::UPDATED}, {"last_follow_up_time"});
  named.set_name("automationRules/named");
  const RuleIndex index({Compile(any), Compile(named)});
  EXPECT_EQ(NamesOf(index.Find({"customer", Change::PROJECTED, {"last_follow_up_time"}})),
            std::vector<std::string>{"automationRules/named"});
}

// Ten thousand rules: what the index finds is what a look at each would, and no more is touched.
TEST(RuleIndexTest, EqualsALookAtEachOfTenThousand) {
  std::mt19937 random(7);
  std::vector<RulePtr> rules;
  std::vector<AutomationRule> stated;
  for (int i = 0; i < 10000; ++i) {
    AutomationRule rule =
        RuleAbout("guanxi.dev/Customer", {RecordTrigger::UPDATED}, {kFields[random() % 6]});
    rule.set_name(absl::StrCat("automationRules/", 100000 + i));
    stated.push_back(rule);
    rules.push_back(Compile(rule));
  }
  const RuleIndex index(rules);
  for (int round = 0; round < 20; ++round) {
    const std::string a = kFields[random() % 6], b = kFields[random() % 6];
    std::vector<std::string> wanted;
    for (const AutomationRule& rule : stated) {
      const std::string& field = rule.trigger().record().fields(0);
      if (field == a || field == b) wanted.push_back(rule.name());
    }
    EXPECT_EQ(NamesOf(index.Find(Updated({a, b}))), wanted);
  }
}

}  // namespace
}  // namespace guanxi::workflow
