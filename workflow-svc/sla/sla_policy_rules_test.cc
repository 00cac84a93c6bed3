#include "workflow-svc/sla/sla_policy_rules.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer.pb.h"
#include "guanxi/customer/v1/service_ticket.pb.h"

namespace guanxi::workflow {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::SlaPolicy;

SlaPolicy Valid() {
  SlaPolicy policy;
  policy.set_display_name("首次响应");
  policy.set_resource_type("guanxi.dev/Customer");
  policy.mutable_target()->set_seconds(7200);
  return policy;
}

std::vector<std::string> Faults(const SlaPolicy& policy) {
  Violations violations;
  CheckSlaPolicy(policy, &violations);
  std::vector<std::string> paths;
  for (const FieldViolation& one : FieldViolations(violations.ToStatus())) {
    paths.push_back(one.path);
  }
  return paths;
}

TEST(SlaPolicyRulesTest, NamesWhatIsWrong) {
  EXPECT_THAT(Faults(Valid()), IsEmpty());
  SlaPolicy policy = Valid();
  policy.mutable_target()->set_seconds(59);
  policy.add_stages()->mutable_after()->set_seconds(3600);
  policy.add_stages()->mutable_after()->set_seconds(3600);
  policy.add_stages();
  policy.set_start_condition("grade = ");
  policy.set_stop_condition("nothing_of_the_kind = 1");
  EXPECT_THAT(Faults(policy), ElementsAre("target", "stages[1].after", "stages[2].after",
                                          "start_condition", "stop_condition"));
  policy = Valid();
  for (const char* type : {"guanxi.dev/Nothing", "guanxi.dev/Contact"}) {
    policy.set_resource_type(type);
    EXPECT_THAT(Faults(policy), ElementsAre("resource_type"));
  }
}

TEST(SlaPolicyRulesTest, ConditionsAreStoredInCanonicalForm) {
  SlaPolicy policy = Valid();
  policy.set_start_condition("  grade=VIP ");
  Violations violations;
  NormalizeSlaPolicy(&policy, &violations);
  EXPECT_TRUE(violations.empty());
  EXPECT_EQ(policy.start_condition(), "grade = VIP");
}

TEST(SlaPolicyRulesTest, ATicketWaitsForItsFirstResponse) {
  SlaPolicy policy = Valid();
  policy.set_resource_type("guanxi.dev/ServiceTicket");
  policy.set_start_condition("state = NEW AND priority = URGENT");
  policy.set_pause_condition("state = WAITING");
  policy.set_stop_condition("first_response_time:*");
  EXPECT_THAT(Faults(policy), IsEmpty());
  customer::v1::ServiceTicket ticket;
  ticket.set_state(customer::v1::ServiceTicket::NEW);
  ticket.set_priority(customer::v1::ServiceTicket::URGENT);
  Facts facts;
  facts.record = &ticket;
  const SlaConditions conditions(policy);
  EXPECT_TRUE(conditions.Evaluate(facts, filter::Moment()).starts);
  EXPECT_FALSE(conditions.Evaluate(facts, filter::Moment()).stops);
  ticket.mutable_first_response_time()->set_seconds(1'790'000'000);
  EXPECT_TRUE(conditions.Evaluate(facts, filter::Moment()).stops);
}

TEST(SlaPolicyRulesTest, WhatIsNotStatedOrNotKnownDoesNotHold) {
  SlaPolicy policy = Valid();
  policy.set_start_condition("grade = VIP");
  policy.set_pause_condition("last_follow_up_time < ago(\"1d\")");
  customer::v1::Customer customer;
  customer.set_grade(customer::v1::Customer::VIP);
  Facts facts;
  facts.record = &customer;
  filter::Moment moment;
  const SlaTruths unknown = SlaConditions(policy).Evaluate(facts, moment);
  EXPECT_TRUE(unknown.starts);
  EXPECT_FALSE(unknown.stops);
  EXPECT_FALSE(unknown.pauses);
  EXPECT_FALSE(unknown.resumes);  // nor is it false
  customer.mutable_last_follow_up_time()->set_seconds(absl::ToUnixSeconds(moment.now));
  EXPECT_TRUE(SlaConditions(policy).Evaluate(facts, moment).resumes);
  policy.set_resume_condition("grade = LOW");
  EXPECT_FALSE(SlaConditions(policy).Evaluate(facts, moment).resumes);
}

}  // namespace
}  // namespace guanxi::workflow
