// Grades that rules give, and the history of stages.
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/standing/standing_testing.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/grade_rule_service.pb.h"

namespace guanxi::customer {
namespace {

using v1::Customer;
using v1::GradeRule;

class GradeTest : public StandingTest {
 protected:
  absl::StatusOr<GradeRule> NewRule(const std::string& condition, Customer::Grade grade, int rank) {
    v1::CreateGradeRuleRequest request;
    GradeRule& rule = *request.mutable_grade_rule();
    rule.set_display_name(condition);
    rule.set_condition(condition);
    rule.set_grade(grade);
    rule.set_rank(rank);
    return service_.catalog->Of<GradeRule>().Create<GradeRule>(service_.call(), request);
  }
  std::string AddIn(const std::string& city) {
    Customer customer = TestService::Company("灵动传媒");
    customer.set_city(city);
    return service_.Create(customer).name();
  }
  void Move(const std::string& customer, const std::string& city) {
    Customer values;
    values.set_city(city);
    Change(customer, "city", values);
  }
};

TEST_F(GradeTest, TheFirstRuleThatHoldsSaysTheGrade) {
  ASSERT_THAT(NewRule("city = \"杭州\"", Customer::LOW, 20), IsOk());
  ASSERT_THAT(NewRule("city = \"杭州\" OR city = \"上海\"", Customer::VIP, 10), IsOk());
  const std::string customer = AddIn("杭州");
  Settle();
  EXPECT_EQ(Get(customer).grade(), Customer::VIP);
}

TEST_F(GradeTest, RulesThatComeLaterGradeThoseWhoAreThere) {
  const std::string customer = AddIn("杭州");
  ASSERT_THAT(NewRule("city = \"杭州\"", Customer::HIGH, 0), IsOk());
  Settle();
  EXPECT_EQ(Get(customer).grade(), Customer::HIGH);
}

TEST_F(GradeTest, WhoMeetsNoRuleAnyMoreKeepsHisGrade) {
  ASSERT_THAT(NewRule("city = \"杭州\"", Customer::HIGH, 0), IsOk());
  const std::string customer = AddIn("杭州");
  Settle();
  Move(customer, "上海");
  Settle();
  EXPECT_EQ(Get(customer).grade(), Customer::HIGH);
}

TEST_F(GradeTest, AGradeSetByHandStaysOnlyIfItIsPinned) {
  ASSERT_THAT(NewRule("city = \"杭州\"", Customer::HIGH, 0), IsOk());
  const std::string customer = AddIn("杭州");
  Settle();
  SetGrade(customer, Customer::LOW);
  Settle();
  EXPECT_EQ(Get(customer).grade(), Customer::HIGH);
  Customer values;
  values.set_grade_pinned(true);
  Change(customer, "grade_pinned", values);
  SetGrade(customer, Customer::LOW);
  Settle();
  EXPECT_EQ(Get(customer).grade(), Customer::LOW);
  Change(customer, "grade_pinned", Customer());
  Settle();
  EXPECT_EQ(Get(customer).grade(), Customer::HIGH);
}

TEST_F(GradeTest, TimeAloneGrades) {
  ASSERT_THAT(NewRule("silent_since_time < ago(\"90d\")", Customer::LOW, 0), IsOk());
  const std::string customer = AddIn("杭州");
  Settle();
  EXPECT_EQ(Get(customer).grade(), Customer::GRADE_UNSPECIFIED);
  service_.clock.Advance(absl::Hours(24 * 90));
  Settle();
  EXPECT_EQ(Get(customer).grade(), Customer::LOW);
}

TEST_F(GradeTest, SegmentsGoByTheGradeThatARuleHasJustGiven) {
  ASSERT_THAT(NewRule("city = \"杭州\"", Customer::VIP, 0), IsOk());
  const std::string segment = NewSegment("grade = VIP");
  const std::string customer = AddIn("杭州");
  Settle();
  EXPECT_EQ(MembersOf(segment), std::set<std::string>{customer});
}

TEST_F(GradeTest, RulesDoNotReadWhatFollowsFromGrades) {
  EXPECT_THAT(NewRule("grade = LOW", Customer::VIP, 0), HasReason("INVALID_FIELD"));
  EXPECT_THAT(NewRule("completeness < 50", Customer::LOW, 0), HasReason("INVALID_FIELD"));
  EXPECT_THAT(NewRule("update_time < ago(\"30d\")", Customer::LOW, 0), HasReason("INVALID_FIELD"));
  EXPECT_THAT(NewRule("city = ", Customer::LOW, 0), HasReason("INVALID_FIELD"));
  EXPECT_THAT(NewRule("city = \"杭州\"", Customer::LOW, 1001), HasReason("INVALID_FIELD"));
}

TEST_F(GradeTest, ARuleThatIsDisabledOrDeletedSaysNothing) {
  const auto rule = NewRule("city = \"杭州\"", Customer::VIP, 0);
  ASSERT_THAT(rule, IsOk());
  v1::UpdateGradeRuleRequest update;
  update.mutable_grade_rule()->set_name(rule->name());
  update.mutable_grade_rule()->set_disabled(true);
  update.mutable_update_mask()->add_paths("disabled");
  ASSERT_THAT(service_.catalog->Of<GradeRule>().Update<GradeRule>(service_.call(), update), IsOk());
  const std::string customer = AddIn("杭州");
  Settle();
  EXPECT_EQ(Get(customer).grade(), Customer::GRADE_UNSPECIFIED);
}

}  // namespace
}  // namespace guanxi::customer
