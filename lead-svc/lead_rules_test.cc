#include "lead-svc/lead_rules.h"

#include <map>
#include <set>
#include <string>

#include "common/errors/errors.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/time_util.h"
#include "gtest/gtest.h"

namespace guanxi::lead {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using v1::Lead;

const absl::Time kNow = absl::FromUnixSeconds(1790000000);

TEST(LeadRulesTest, ANewOneIsNewSinceNowAndInNormalForm) {
  Lead lead;
  lead.set_display_name(" 王　芳 ");
  lead.set_company("灵动传媒 ");
  lead.set_credit_code("91350100m000100y43");
  lead.set_region("浙江省");
  lead.set_city("杭州市");
  lead.add_phones()->set_number("138-0013-8000");
  lead.add_phones()->set_number("+86 13800138000");
  lead.add_emails()->set_address("Li@Example.COM");
  lead.add_tags("展会");
  lead.add_tags(" 展会");
  lead.mutable_attribution()->set_state(" hz-expo ");
  Violations violations;
  NormalizeLead("CN", kNow, &lead, &violations);
  EXPECT_TRUE(violations.ToStatus().ok()) << violations.ToStatus();
  EXPECT_EQ(lead.display_name(), "王 芳");
  EXPECT_EQ(lead.company(), "灵动传媒");
  EXPECT_EQ(lead.credit_code(), "91350100M000100Y43");
  EXPECT_EQ(lead.region(), "浙江");
  EXPECT_EQ(lead.city(), "杭州");
  ASSERT_EQ(lead.phones_size(), 1);
  EXPECT_EQ(lead.phones(0).number(), "+8613800138000");
  EXPECT_EQ(lead.emails(0).address(), "Li@example.com");
  EXPECT_THAT(lead.tags(), ElementsAre("展会"));
  EXPECT_EQ(lead.attribution().state(), "hz-expo");
  EXPECT_EQ(lead.state(), Lead::NEW);
  EXPECT_EQ(google::protobuf::util::TimeUtil::TimestampToSeconds(lead.state_time()), 1790000000);
}

TEST(LeadRulesTest, WhatHasNoNormalFormIsNamed) {
  Lead lead;
  lead.set_display_name("王芳");
  lead.set_credit_code("91350100M000100Y44");
  lead.add_phones()->set_number("1");
  Violations violations;
  NormalizeLead("CN", kNow, &lead, &violations);
  std::set<std::string> paths;
  for (const FieldViolation& one : FieldViolations(violations.ToStatus())) paths.insert(one.path);
  EXPECT_THAT(paths, ElementsAre("credit_code", "phones[0].number"));
}

TEST(LeadRulesTest, NormalizingKeepsTheStateAndItsTime) {
  Lead lead;
  lead.set_display_name("王芳");
  lead.set_state(Lead::DISQUALIFIED);
  Violations violations;
  NormalizeLead("CN", kNow, &lead, &violations);
  EXPECT_EQ(lead.state(), Lead::DISQUALIFIED);
  EXPECT_FALSE(lead.has_state_time());
}

// The whole table: each move from each state.
TEST(LeadRulesTest, MovesGoWhereTheTableSaysAndNowhereElse) {
  const std::map<LeadMove, std::map<Lead::State, Lead::State>> allowed = {
      {LeadMove::kWork, {{Lead::NEW, Lead::WORKING}}},
      {LeadMove::kQualify, {{Lead::NEW, Lead::QUALIFIED}, {Lead::WORKING, Lead::QUALIFIED}}},
      {LeadMove::kDisqualify,
       {{Lead::NEW, Lead::DISQUALIFIED},
        {Lead::WORKING, Lead::DISQUALIFIED},
        {Lead::QUALIFIED, Lead::DISQUALIFIED}}},
      {LeadMove::kReopen,
       {{Lead::QUALIFIED, Lead::WORKING},
        {Lead::DISQUALIFIED, Lead::WORKING},
        {Lead::CONVERTING, Lead::WORKING}}},
      {LeadMove::kBeginConversion, {{Lead::QUALIFIED, Lead::CONVERTING}}},
      {LeadMove::kConvert, {{Lead::CONVERTING, Lead::CONVERTED}}}};
  for (const auto& [move, ways] : allowed) {
    for (int number = Lead::State_MIN; number <= Lead::State_MAX; ++number) {
      if (!Lead::State_IsValid(number)) continue;
      const auto from = static_cast<Lead::State>(number);
      Lead lead;
      lead.set_state(from);
      const absl::Status status = MoveLead(move, "为何", kNow, &lead);
      const auto way = ways.find(from);
      if (way == ways.end()) {
        EXPECT_THAT(status, HasReason("LEAD_MOVE_NOT_ALLOWED")) << Lead::State_Name(from);
        EXPECT_EQ(lead.state(), from);
        continue;
      }
      ASSERT_THAT(status, IsOk());
      EXPECT_EQ(lead.state(), way->second);
      EXPECT_EQ(lead.state_reason(), "为何");
      EXPECT_TRUE(lead.has_state_time());
    }
  }
}

TEST(LeadRulesTest, ARefusedMoveSaysFromWhereToWhere) {
  Lead lead;
  lead.set_state(Lead::DISQUALIFIED);
  EXPECT_THAT(
      MoveLead(LeadMove::kQualify, "", kNow, &lead),
      StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("from DISQUALIFIED to QUALIFIED")));
}

TEST(LeadRulesTest, AMoveWithoutAReasonLeavesNoneOfBefore) {
  Lead lead;
  lead.set_state(Lead::DISQUALIFIED);
  lead.set_state_reason("空号");
  ASSERT_THAT(MoveLead(LeadMove::kReopen, "有新号", kNow, &lead), IsOk());
  ASSERT_THAT(MoveLead(LeadMove::kQualify, "", kNow, &lead), IsOk());
  EXPECT_EQ(lead.state_reason(), "");
}

v1::LeadSource::MonthlyCost Cost(int year, int month, int64_t units) {
  v1::LeadSource::MonthlyCost cost;
  cost.set_year(year);
  cost.set_month(month);
  cost.mutable_amount()->set_currency_code("CNY");
  cost.mutable_amount()->set_units(units);
  return cost;
}

TEST(LeadRulesTest, CostsOfASourceStandInTheOrderOfMonths) {
  v1::LeadSource source;
  *source.add_costs() = Cost(2026, 3, 1);
  *source.add_costs() = Cost(2025, 12, 2);
  Violations violations;
  NormalizeLeadSource(&source, &violations);
  CheckLeadSource(source, &violations);
  EXPECT_TRUE(violations.ToStatus().ok()) << violations.ToStatus();
  EXPECT_EQ(source.costs(0).year(), 2025);
  EXPECT_EQ(source.costs(1).year(), 2026);
}

TEST(LeadRulesTest, CostsThatAreNoneAreNamed) {
  v1::LeadSource source;
  *source.add_costs() = Cost(2026, 3, 1);
  *source.add_costs() = Cost(2026, 3, 2);
  *source.add_costs() = Cost(2026, 13, -1);
  *source.add_costs() = Cost(26, 1, 1);
  source.mutable_costs(3)->clear_amount();
  Violations violations;
  CheckLeadSource(source, &violations);
  std::set<std::string> paths;
  for (const FieldViolation& one : FieldViolations(violations.ToStatus())) paths.insert(one.path);
  EXPECT_THAT(paths, ElementsAre("costs[1].month", "costs[2].amount", "costs[2].month",
                                 "costs[3].amount", "costs[3].year"));
}

}  // namespace
}  // namespace guanxi::lead
