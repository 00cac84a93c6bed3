// The rules that the demo tenant is given are right, and what gives a tag and what takes it hold
// together of no customer.
#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

#include "common/filter/moment.h"
#include "common/filter/truth.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer.pb.h"
#include "guanxi/workflow/v1/automation_rule.pb.h"
#include "nlohmann/json.hpp"
#include "workflow-svc/rules/compiled_rule.h"
#include "workflow-svc/rules/rules_testing.h"

namespace guanxi::workflow {
namespace {

using customer::v1::Customer;
using ::testing::SizeIs;
using v1::AutomationRule;

class DemoRulesTest : public ::testing::Test {
 protected:
  DemoRulesTest() : file_(nlohmann::json::parse(std::ifstream("examples/demo-rules.json"))) {
    for (const auto& example : file_["rules"]) {
      AutomationRule rule;
      EXPECT_TRUE(
          google::protobuf::util::JsonStringToMessage(example["automationRule"].dump(), &rule).ok())
          << example;
      rule.set_name("automationRules/" + example["automationRuleId"].get<std::string>());
      Violations violations;
      NormalizeAutomationRule(&rule, &violations);
      EXPECT_THAT(violations.ToStatus(), IsOk()) << rule.display_name();
      rules_.push_back(Compile(rule));
    }
  }

  // The rules that give or take the tag and whose conditions hold of the customer.
  std::vector<std::string> About(const std::string& tag, const Customer& customer) const {
    std::string id;
    for (const auto& example : file_["tags"]) {
      if (example["tag"]["displayName"] == tag) id = "tags/" + example["tagId"].get<std::string>();
    }
    std::vector<std::string> names;
    for (const RulePtr& rule : rules_) {
      if (rule->rule().resource_type() != "guanxi.dev/Customer") continue;
      const auto& tags = rule->rule().actions(0).tags();
      const auto has = [&](const auto& list) {
        return std::find(list.begin(), list.end(), id) != list.end();
      };
      const Facts facts{&customer, nullptr, nullptr, nullptr};
      const bool holds =
          rule->condition().Evaluate(facts, filter::Moment()) == filter::Truth::kTrue;
      if (holds && (has(tags.add()) || has(tags.remove()))) {
        names.push_back((has(tags.add()) ? "+" : "-") + rule->rule().display_name());
      }
    }
    return names;
  }

  const nlohmann::json file_;
  std::vector<RulePtr> rules_;
};

TEST_F(DemoRulesTest, AllCompile) { EXPECT_THAT(rules_, SizeIs(file_["rules"].size())); }

TEST_F(DemoRulesTest, ATagIsGivenOrTakenWhateverTheGradeIs) {
  for (int grade = Customer::Grade_MIN; grade <= Customer::Grade_MAX; ++grade) {
    Customer customer;
    customer.set_grade(static_cast<Customer::Grade>(grade));
    const auto about = About("VIP", customer);
    ASSERT_THAT(about, SizeIs(1)) << Customer::Grade_Name(customer.grade());
    EXPECT_EQ(about[0][0], grade == Customer::VIP ? '+' : '-') << about[0];
  }
}

TEST_F(DemoRulesTest, TagsAreGivenOrTakenWhateverTheStageIs) {
  for (int stage = Customer::LifecycleStage_MIN; stage <= Customer::LifecycleStage_MAX; ++stage) {
    Customer customer;
    customer.set_lifecycle_stage(static_cast<Customer::LifecycleStage>(stage));
    const bool is_deal = stage == Customer::DEAL || stage == Customer::LOYAL;
    const auto about_deal = About("成交", customer), about_loss = About("流失", customer);
    ASSERT_THAT(about_deal, SizeIs(1)) << stage;
    ASSERT_THAT(about_loss, SizeIs(1)) << stage;
    EXPECT_EQ(about_deal[0][0], is_deal ? '+' : '-') << about_deal[0];
    EXPECT_EQ(about_loss[0][0], stage == Customer::CHURNED ? '+' : '-') << about_loss[0];
  }
}

}  // namespace
}  // namespace guanxi::workflow
