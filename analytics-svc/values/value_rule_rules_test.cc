#include "analytics-svc/values/value_rule_rules.h"

#include <set>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kTag[] = "tags/0196b0a0-0000-7000-8000-000000000001";

std::set<std::string> Wrong(const v1::ValueRule& rule) {
  Violations violations;
  CheckValueRule(rule, &violations);
  std::set<std::string> paths;
  for (const FieldViolation& one : FieldViolations(violations.ToStatus())) paths.insert(one.path);
  return paths;
}

TEST(ValueRuleRulesTest, ARuleMayLeaveEverythingOpen) {
  EXPECT_THAT(Wrong(v1::ValueRule()), IsEmpty());
}

TEST(ValueRuleRulesTest, WhatIsWrongIsNamed) {
  v1::ValueRule rule;
  rule.set_minute_of_day(1440);
  rule.mutable_definition()->mutable_as_of()->set_year(2026);
  rule.mutable_definition()->set_scores(11);
  for (int i = 0; i < 2; ++i) {
    auto* const tag = rule.add_tags();
    tag->set_value_class(v1::IMPORTANT_VALUE);
    tag->set_tag(kTag);
  }
  EXPECT_THAT(Wrong(rule),
              ::testing::IsSupersetOf({"definition.as_of", "definition.scores", "minute_of_day",
                                       "tags[1].tag", "tags[1].value_class"}));
}

TEST(ValueRuleRulesTest, AmountsOfCutsAreInOneCurrencyWhicheverItIs) {
  v1::ValueRule rule;
  auto* const cuts = rule.mutable_definition()->mutable_fixed_cuts();
  for (const int cut : {10, 20}) {
    cuts->add_recency_days(cut);
    cuts->add_frequency(cut);
    auto* const amount = cuts->add_amounts();
    amount->set_currency_code("USD");
    amount->set_units(cut);
  }
  EXPECT_THAT(Wrong(rule), IsEmpty());
  cuts->mutable_amounts(1)->set_currency_code("CNY");
  EXPECT_THAT(Wrong(rule), ElementsAre("definition.fixed_cuts.amounts[1].currency_code"));
}

TEST(ValueRuleRulesTest, TagsAreStoredInTheOneFormOfNames) {
  v1::ValueRule rule;
  rule.add_tags()->set_tag("tags/0196B0A0-0000-7000-8000-000000000001");
  NormalizeValueRule(&rule);
  EXPECT_EQ(rule.tags(0).tag(), kTag);
}

}  // namespace
}  // namespace guanxi::analytics
