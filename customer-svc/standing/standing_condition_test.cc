#include "customer-svc/standing/standing_condition.h"

#include <memory>
#include <string>

#include "absl/time/time.h"
#include "common/resource/resource_type.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

using ::testing::UnorderedElementsAre;
using v1::Customer;

const absl::Time kNow = absl::FromUnixSeconds(1'790'000'000);

class StandingConditionTest : public ::testing::Test {
 protected:
  absl::StatusOr<StandingCondition> Compile(const std::string& text) const {
    return StandingCondition::Compile(*type_, {}, text);
  }
  static filter::Moment At(absl::Time time) {
    filter::Moment moment;
    moment.now = time;
    return moment;
  }

  const std::unique_ptr<const resource::ResourceType> type_ =
      resource::ResourceType::Compile(Customer::descriptor()).value();
};

TEST_F(StandingConditionTest, ItHoldsAsAListWouldFind) {
  const auto condition =
      Compile("grade = VIP AND organization.credit_code = \"91350100M000100Y43\"");
  ASSERT_THAT(condition, IsOk());
  Customer customer;
  customer.set_grade(Customer::VIP);
  EXPECT_FALSE(condition->Holds(customer, At(kNow)));  // unknown is not true
  customer.mutable_organization()->set_credit_code("91350100M000100Y43");
  EXPECT_TRUE(condition->Holds(customer, At(kNow)));
  EXPECT_THAT(condition->fields(), UnorderedElementsAre("grade", "organization"));
  EXPECT_FALSE(condition->NextTurn(customer, At(kNow)).has_value());
}

TEST_F(StandingConditionTest, ItKnowsWhenItTurns) {
  const auto condition = Compile("last_interaction_time < ago(\"90d\") OR grade = VIP");
  ASSERT_THAT(condition, IsOk());
  Customer customer;
  EXPECT_FALSE(condition->NextTurn(customer, At(kNow)).has_value());
  customer.mutable_last_interaction_time()->set_seconds(absl::ToUnixSeconds(kNow));
  const auto turn = condition->NextTurn(customer, At(kNow));
  ASSERT_TRUE(turn.has_value());
  EXPECT_FALSE(condition->Holds(customer, At(*turn - absl::Microseconds(1))));
  EXPECT_TRUE(condition->Holds(customer, At(*turn)));
  EXPECT_FALSE(condition->NextTurn(customer, At(*turn)).has_value());
}

TEST_F(StandingConditionTest, WhatListsRefuseItRefuses) {
  EXPECT_THAT(Compile("no_such = 1"), HasReason("INVALID_FILTER"));
  EXPECT_THAT(Compile("grade = "), HasReason("INVALID_FILTER"));
  EXPECT_THAT(Compile("custom.area = \"East\""), HasReason("INVALID_FILTER"));
}

}  // namespace
}  // namespace guanxi::customer
