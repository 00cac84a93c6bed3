#include "customer-svc/duplicates/rule_keys.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

using v1::Customer;
using v1::DuplicateRule;

using Values = std::vector<std::string>;

Values ValuesOf(const Customer& customer, DuplicateRule::Key key) {
  Values values;
  for (const RuleKey& one : RuleKeysOf(customer)) {
    if (one.key == key) values.push_back(one.value);
  }
  return values;
}

Customer Company() {
  Customer customer;
  customer.set_type(Customer::ORGANIZATION);
  customer.set_normalized_name("杭州云帆");
  return customer;
}

DuplicateRule Rule(DuplicateRule::Action action, DuplicateRule::Key key, int priority = 0) {
  DuplicateRule rule;
  rule.set_action(action);
  rule.add_keys(key);
  rule.set_priority(priority);
  return rule;
}

TEST(RuleKeysOf, AreWhatIdentifies) {
  Customer customer = Company();
  customer.mutable_organization()->set_credit_code("91330106MA27XK5L0C");
  customer.mutable_organization()->set_website("https://www.yunfan.cn/about");
  customer.add_emails()->set_address("Li@YunFan.cn");
  EXPECT_EQ(ValuesOf(customer, DuplicateRule::NAME), Values{"杭州云帆"});
  EXPECT_EQ(ValuesOf(customer, DuplicateRule::CREDIT_CODE), Values{"91330106MA27XK5L0C"});
  EXPECT_EQ(ValuesOf(customer, DuplicateRule::EMAIL), Values{"li@yunfan.cn"});
  EXPECT_EQ(ValuesOf(customer, DuplicateRule::DOMAIN), Values{"yunfan.cn"});
}

TEST(RuleKeysOf, AreNoNumbersAndDomainsOfMany) {
  Customer customer = Company();
  for (const char* number : {"+8657188881234", "+864008001234", "+868001234567", "+8695588"}) {
    customer.add_phones()->set_number(number);
  }
  customer.add_emails()->set_address("yunfan@qq.com");
  EXPECT_EQ(ValuesOf(customer, DuplicateRule::PHONE), Values{});
  EXPECT_EQ(ValuesOf(customer, DuplicateRule::DOMAIN), Values{});
}

TEST(RuleKeysOf, NamesOfPersonsAreNoKeys) {
  Customer customer = Company();
  customer.set_type(Customer::PERSON);
  EXPECT_EQ(ValuesOf(customer, DuplicateRule::NAME), Values{});
}

TEST(IsMobile, GoesByTheCountry) {
  EXPECT_TRUE(IsMobile("+8613800138000"));
  EXPECT_FALSE(IsMobile("+8657188881234"));
  EXPECT_FALSE(IsMobile("+18005551234"));
  EXPECT_FALSE(IsMobile("+448001234567"));
  EXPECT_TRUE(IsMobile("+16502530000"));
  EXPECT_FALSE(IsMobile("+8610086"));
}

TEST(DecidingRule, TheFirstThatSpeaksOfTheKeyDecides) {
  std::vector<DuplicateRule> rules = {Rule(DuplicateRule::BLOCK, DuplicateRule::PHONE, 5),
                                      Rule(DuplicateRule::ALLOW, DuplicateRule::PHONE, 1),
                                      Rule(DuplicateRule::WARN, DuplicateRule::EMAIL)};
  rules[1].add_sources("展会");
  SortRules(&rules);
  EXPECT_EQ(DecidingRule(rules, DuplicateRule::PHONE, {"展会", false})->action(),
            DuplicateRule::ALLOW);
  EXPECT_EQ(DecidingRule(rules, DuplicateRule::PHONE, {"website", false})->action(),
            DuplicateRule::BLOCK);
  EXPECT_EQ(DecidingRule(rules, DuplicateRule::NAME, {"", false}), nullptr);
}

TEST(DecidingRule, ImportsMayGoByOthers) {
  std::vector<DuplicateRule> rules = {Rule(DuplicateRule::ALLOW, DuplicateRule::PHONE)};
  rules[0].set_channel(DuplicateRule::IMPORT);
  EXPECT_NE(DecidingRule(rules, DuplicateRule::PHONE, {"", true}), nullptr);
  EXPECT_EQ(DecidingRule(rules, DuplicateRule::PHONE, {"", false}), nullptr);
}

TEST(MayBlock, AnyRuleThatRefusesTheKeyCounts) {
  std::vector<DuplicateRule> rules = {Rule(DuplicateRule::ALLOW, DuplicateRule::PHONE),
                                      Rule(DuplicateRule::BLOCK, DuplicateRule::PHONE, 9),
                                      Rule(DuplicateRule::WARN, DuplicateRule::NAME)};
  rules[1].add_sources("展会");
  EXPECT_TRUE(MayBlock(rules, DuplicateRule::PHONE));
  EXPECT_FALSE(MayBlock(rules, DuplicateRule::NAME));
  EXPECT_FALSE(MayBlock({}, DuplicateRule::PHONE));
}

TEST(CountsFor, WhatIsSharedInACompanySpeaksForNobody) {
  dedupe::Facts one, other;
  one.name = "customers/1";
  other.name = "customers/2";
  EXPECT_TRUE(CountsFor(DuplicateRule::CREDIT_CODE, one, other));
  one.parent = other.parent = "customers/3";
  EXPECT_FALSE(CountsFor(DuplicateRule::CREDIT_CODE, one, other));
  EXPECT_TRUE(CountsFor(DuplicateRule::PHONE, one, other));
  one.parent = other.name;
  EXPECT_FALSE(CountsFor(DuplicateRule::PHONE, one, other));
  one.parent.clear();
  one.branch = "宁波分公司";
  EXPECT_FALSE(CountsFor(DuplicateRule::NAME, one, other));
  one.branch.clear();
  one.type = Customer::PERSON;
  EXPECT_FALSE(CountsFor(DuplicateRule::NAME, one, other));
}

TEST(CheckDuplicateRule, NamesEachFault) {
  DuplicateRule rule = Rule(DuplicateRule::BLOCK, DuplicateRule::PHONE, -1);
  rule.add_keys(DuplicateRule::PHONE);
  rule.add_keys(DuplicateRule::KEY_UNSPECIFIED);
  rule.add_sources("");
  rule.set_max_holders(51);
  Violations violations;
  CheckDuplicateRule(rule, &violations);
  EXPECT_EQ(violations.size(), 5U);
  Violations none;
  CheckDuplicateRule(Rule(DuplicateRule::BLOCK, DuplicateRule::PHONE), &none);
  EXPECT_TRUE(none.empty());
}

}  // namespace
}  // namespace guanxi::customer
