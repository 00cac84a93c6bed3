// The rules about sales and money that the demo tenant is given: whom they hold of.
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "common/filter/moment.h"
#include "common/filter/truth.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer.pb.h"
#include "guanxi/lead/v1/contract.pb.h"
#include "guanxi/lead/v1/lead.pb.h"
#include "guanxi/workflow/v1/automation_rule.pb.h"
#include "nlohmann/json.hpp"
#include "workflow-svc/rules/compiled_rule.h"
#include "workflow-svc/rules/condition.h"
#include "workflow-svc/rules/record_kind.h"
#include "workflow-svc/rules/rules_testing.h"

namespace guanxi::workflow {
namespace {

using customer::v1::Customer;
using lead::v1::Contract;
using ::testing::ElementsAre;
using v1::AutomationRule;

constexpr char kSuccessor[] = "contracts/018f0000-0000-7000-8000-000000000002";

class DemoMoneyRulesTest : public ::testing::Test {
 protected:
  DemoMoneyRulesTest() : file_(nlohmann::json::parse(std::ifstream("examples/demo-rules.json"))) {
    EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, "2026-09-21T10:00:00Z", &now_.now, nullptr));
    for (const auto& example : file_["rules"]) {
      AutomationRule rule;
      EXPECT_TRUE(
          google::protobuf::util::JsonStringToMessage(example["automationRule"].dump(), &rule).ok())
          << example;
      rule.set_name("automationRules/" + example["automationRuleId"].get<std::string>());
      Violations violations;
      NormalizeAutomationRule(&rule, &violations);
      EXPECT_THAT(violations.ToStatus(), IsOk()) << rule.display_name();
      rules_[rule.display_name()] = Compile(rule);
    }
  }

  bool Holds(const std::string& display_name, const google::protobuf::Message& record) const {
    const Facts facts{&record, nullptr, nullptr, nullptr};
    return rules_.at(display_name)->condition().Evaluate(facts, now_) == filter::Truth::kTrue;
  }
  std::string Tag(const std::string& display_name) const {
    for (const auto& example : file_["tags"]) {
      if (example["tag"]["displayName"] == display_name) {
        return "tags/" + example["tagId"].get<std::string>();
      }
    }
    return "";
  }
  // Which of those that look at a change of the field hold of the customer.
  std::vector<std::string> AtChangeOf(const std::string& field, const Customer& customer) const {
    std::vector<std::string> names;
    for (const auto& [name, rule] : rules_) {
      const auto& fields = rule->rule().trigger().record().fields();
      if (fields.size() == 1 && fields[0] == field && Holds(name, customer)) names.push_back(name);
    }
    return names;
  }

  const nlohmann::json file_;
  filter::Moment now_;
  std::map<std::string, RulePtr> rules_;
};

TEST_F(DemoMoneyRulesTest, APaymentMovesTheTagAndItsReversalMovesItBack) {
  Customer customer;
  customer.set_open_opportunity_count(1);
  EXPECT_THAT(AtChangeOf("open_opportunity_count", customer), ElementsAre("打标签:意向客户"));
  EXPECT_THAT(AtChangeOf("paid_contract_count", customer), ElementsAre("回款冲销:意向客户"));
  customer.set_paid_contract_count(1);
  EXPECT_THAT(AtChangeOf("open_opportunity_count", customer), ElementsAre());
  EXPECT_THAT(AtChangeOf("paid_contract_count", customer), ElementsAre("回款确认:成交客户"));
  const auto& paid = rules_.at("回款确认:成交客户")->rule().actions(0).tags();
  EXPECT_THAT(paid.add(), ElementsAre(Tag("成交客户")));
  EXPECT_THAT(paid.remove(), ElementsAre(Tag("意向客户")));
  const auto& reversed = rules_.at("回款冲销:意向客户")->rule().actions(0).tags();
  EXPECT_THAT(reversed.add(), ElementsAre(Tag("意向客户")));
  EXPECT_THAT(reversed.remove(), ElementsAre(Tag("成交客户")));
}

TEST_F(DemoMoneyRulesTest, OfAContractsEndIsRemindedWhileItIsInForceAndNothingRenewsIt) {
  const std::string rule = "合同到期前 30 天";
  const auto& time = rules_.at(rule)->rule().trigger().time();
  EXPECT_EQ(time.field(), "end_date");
  EXPECT_EQ(time.offset().count(), -30);
  Contract contract;
  for (const auto& [state, holds] :
       std::map<Contract::State, bool>{{Contract::DRAFT, false},
                                       {Contract::ACTIVE, true},
                                       {Contract::BREACHED, true},
                                       {Contract::COMPLETED, false},
                                       {Contract::TERMINATED, false}}) {
    contract.set_state(state);
    EXPECT_EQ(Holds(rule, contract), holds) << Contract::State_Name(state);
  }
  contract.set_state(Contract::ACTIVE);
  contract.set_renewed_by(kSuccessor);
  EXPECT_FALSE(Holds(rule, contract));
}

TEST_F(DemoMoneyRulesTest, AChurnWarningIsOfHighValueWithoutInteractionAndPurchase) {
  const std::string rule = "高价值客户 90 天无互动、无购买";
  const auto set_day = [](int month, Customer* customer) {
    customer->mutable_last_purchase_date()->set_year(2026);
    customer->mutable_last_purchase_date()->set_month(month);
    customer->mutable_last_purchase_date()->set_day(1);
  };
  Customer customer;
  EXPECT_FALSE(Holds(rule, customer));
  customer.set_grade(Customer::HIGH);
  EXPECT_TRUE(Holds(rule, customer));
  set_day(8, &customer);
  EXPECT_FALSE(Holds(rule, customer));
  set_day(5, &customer);
  EXPECT_TRUE(Holds(rule, customer));
  customer.mutable_last_interaction_time()->set_seconds(absl::ToUnixSeconds(now_.now) - 86400);
  EXPECT_FALSE(Holds(rule, customer));
}

TEST_F(DemoMoneyRulesTest, ALeadThatComesToTheHighestGradeIsToBeOfferedSomething) {
  const std::string rule = "线索意向升高:提案与演示";
  lead::v1::Lead lead;
  lead.set_state(lead::v1::Lead::WORKING);
  lead.set_owner(kRuleOwner);
  lead.set_grade("B");
  EXPECT_FALSE(Holds(rule, lead));
  lead.set_grade("A");
  EXPECT_TRUE(Holds(rule, lead));
  lead.set_state(lead::v1::Lead::CONVERTED);
  EXPECT_FALSE(Holds(rule, lead));
}

// What a rule may go by: the one definition of a purchase, what is overdue, what is agreed.
TEST_F(DemoMoneyRulesTest, ConditionsReadWhatCustomersSayOfMoney) {
  for (const char* const text : {"purchase_count >= 3 AND last_purchase_date < ago(\"90d\")",
                                 "purchase_amount > \"100000 CNY\"", "purchase_basis = ORDERS",
                                 "overdue_amount > \"0 CNY\" AND changed(\"overdue_amount\")"}) {
    EXPECT_THAT(
        Condition::FromText(*FindRecordKind("guanxi.dev/Customer"), /*with_event=*/true, text),
        IsOk())
        << text;
  }
  for (const char* const text :
       {"overdue_amount > \"0 CNY\"", "NOT renewed_by:* AND parent.grade = VIP"}) {
    EXPECT_THAT(
        Condition::FromText(*FindRecordKind("guanxi.dev/Contract"), /*with_event=*/true, text),
        IsOk())
        << text;
  }
}

}  // namespace
}  // namespace guanxi::workflow
