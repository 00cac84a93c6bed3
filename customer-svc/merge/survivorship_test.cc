#include "customer-svc/merge/survivorship.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

using v1::Customer;
using Rules = google::protobuf::RepeatedPtrField<v1::FieldSurvivorship>;

Customer Named(const std::string& name, int64_t changed) {
  Customer customer;
  customer.set_name(name);
  customer.set_type(Customer::ORGANIZATION);
  customer.set_display_name(name);
  customer.mutable_update_time()->set_seconds(changed);
  return customer;
}

Rules Rule(const std::string& path, v1::SurvivorshipRule rule, const std::string& from = "") {
  Rules rules;
  v1::FieldSurvivorship& one = *rules.Add();
  one.set_path(path);
  one.set_rule(rule);
  one.set_from(from);
  return rules;
}

class SurvivorshipTest : public ::testing::Test {
 protected:
  Survived Decide(const Rules& rules, const TrustedValues& trusted = {}, size_t owner = 0) {
    return Survive({&a_, &b_, &c_}, rules, owner, trusted);
  }
  std::string RuleOf(const Survived& survived, const std::string& path) {
    for (const v1::SurvivedField& field : survived.fields) {
      if (field.path() == path) {
        return v1::SurvivorshipRule_Name(field.rule()) + " " + field.from();
      }
    }
    return "";
  }

  Customer a_ = Named("customers/a", 100), b_ = Named("customers/b", 300);
  Customer c_ = Named("customers/c", 200);
};

TEST_F(SurvivorshipTest, WithoutRulesTheSurvivorsValuesStayAndGapsAreFilled) {
  a_.set_industry("软件");
  b_.set_industry("传媒");
  c_.set_region("浙江");
  c_.mutable_organization()->set_credit_code("91350100M000100Y43");
  const Survived survived = Decide({});
  EXPECT_EQ(survived.customer.industry(), "软件");
  EXPECT_EQ(survived.customer.region(), "浙江");
  EXPECT_EQ(survived.customer.organization().credit_code(), "91350100M000100Y43");
  EXPECT_EQ(RuleOf(survived, "industry"), "");
  EXPECT_EQ(RuleOf(survived, "region"), "SURVIVOR customers/c");
  EXPECT_EQ(RuleOf(survived, "organization.credit_code"), "SURVIVOR customers/c");
}

TEST_F(SurvivorshipTest, EachRuleDecidesAsItSays) {
  a_.set_industry("软件");
  b_.set_industry("软件服务");
  c_.set_industry("软件");
  EXPECT_EQ(Decide(Rule("industry", v1::MOST_RECENT)).customer.industry(), "软件服务");
  EXPECT_EQ(Decide(Rule("industry", v1::LONGEST)).customer.industry(), "软件服务");
  EXPECT_EQ(Decide(Rule("industry", v1::MOST_FREQUENT)).customer.industry(), "软件");
  EXPECT_EQ(Decide(Rule("industry", v1::CHOSEN, "customers/b")).customer.industry(), "软件服务");
  b_.clear_industry();
  EXPECT_EQ(Decide(Rule("industry", v1::MOST_RECENT)).customer.industry(), "软件");
  EXPECT_EQ(Decide(Rule("industry", v1::CHOSEN, "customers/b")).customer.industry(), "");
}

TEST_F(SurvivorshipTest, TheMostTrustedValueIsTheClaims) {
  a_.set_industry("软件");
  const TrustedValues trusted = {{"industry", {"金融", "customers/c"}}};
  const Survived survived = Decide(Rule("industry", v1::MOST_TRUSTED), trusted);
  EXPECT_EQ(survived.customer.industry(), "金融");
  EXPECT_EQ(RuleOf(survived, "industry"), "MOST_TRUSTED customers/c");
  EXPECT_EQ(Decide(Rule("industry", v1::MOST_TRUSTED)).customer.industry(), "软件");
}

TEST_F(SurvivorshipTest, WithoutARuleTheBestClaimDecidesIfItIsAnothers) {
  a_.set_industry("软件");
  Survived survived = Decide({}, {{"industry", {"金融", "customers/c"}}});
  EXPECT_EQ(survived.customer.industry(), "金融");
  EXPECT_EQ(RuleOf(survived, "industry"), "MOST_TRUSTED customers/c");
  // What somebody has written over his own claim stays.
  survived = Decide({}, {{"industry", {"金融", "customers/a"}}});
  EXPECT_EQ(survived.customer.industry(), "软件");
  EXPECT_EQ(Decide(Rule("industry", v1::SURVIVOR), {{"industry", {"金融", "customers/c"}}})
                .customer.industry(),
            "软件");
}

TEST_F(SurvivorshipTest, ListsAndMapsHaveEverythingOnce) {
  a_.add_phones()->set_number("+861");
  v1::Customer other = b_;
  auto* const same = b_.add_phones();
  same->set_number("+861");
  same->set_label("总机");
  b_.add_phones()->set_number("+862");
  (*a_.mutable_custom())["区"].set_string_value("甲");
  (*c_.mutable_custom())["区"].set_string_value("乙");
  (*c_.mutable_custom())["级"].set_string_value("高");
  const Survived survived = Decide({});
  ASSERT_EQ(survived.customer.phones_size(), 2);
  EXPECT_EQ(survived.customer.phones(0).label(), "");
  EXPECT_EQ(survived.customer.phones(1).number(), "+862");
  EXPECT_EQ(survived.customer.custom().at("区").string_value(), "甲");
  EXPECT_EQ(survived.customer.custom().at("级").string_value(), "高");
  EXPECT_EQ(Decide(Rule("phones", v1::CHOSEN, "customers/c")).customer.phones_size(), 0);
}

TEST_F(SurvivorshipTest, OwnerAndPoolAreThoseOfTheChosenOneAndOthersJoinTheTeam) {
  a_.set_owner("users/1");
  b_.set_owner("users/2");
  b_.set_department("departments/2");
  c_.set_pool("pools/3");
  Survived survived = Decide({}, {}, /*owner=*/1);
  EXPECT_EQ(survived.customer.owner(), "users/2");
  EXPECT_EQ(survived.customer.department(), "departments/2");
  ASSERT_EQ(survived.customer.service_team_size(), 1);
  EXPECT_EQ(survived.customer.service_team(0), "users/1");
  survived = Decide({}, {}, /*owner=*/2);
  EXPECT_EQ(survived.customer.owner(), "");
  EXPECT_EQ(survived.customer.pool(), "pools/3");
  EXPECT_EQ(survived.customer.service_team_size(), 2);
}

TEST_F(SurvivorshipTest, NothingNamesWhatIsMerged) {
  a_.set_parent_organization("customers/b");
  b_.set_parent_organization("customers/d");
  EXPECT_EQ(Decide({}).customer.parent_organization(), "customers/d");
  b_.set_parent_organization("customers/a");
  EXPECT_EQ(Decide({}).customer.parent_organization(), "");
}

TEST_F(SurvivorshipTest, OtherNamesBecomeAliasesWhileThereIsRoom) {
  EXPECT_EQ(Decide({}).customer.aliases_size(), 2);
  for (int i = 0; i < 9; ++i) a_.add_aliases(std::to_string(i));
  EXPECT_EQ(Decide({}).customer.aliases_size(), 10);
}

}  // namespace
}  // namespace guanxi::customer
