#include "analytics-svc/boards/attainment.h"

#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

v1::Target Of(const char* baseline, const char* goal) {
  v1::Target target;
  target.set_measure("payments.received_amount");
  target.set_time_dimension("payments.pay_date");
  target.set_whose(v1::Target::COMPANY);
  target.mutable_goal()->set_value(goal);
  if (*baseline != '\0') target.mutable_baseline()->set_value(baseline);
  target.mutable_start_date()->set_year(2026);
  target.mutable_start_date()->set_month(1);
  target.mutable_start_date()->set_day(1);
  target.mutable_end_date()->set_year(2026);
  target.mutable_end_date()->set_month(1);
  target.mutable_end_date()->set_day(10);
  return target;
}

const absl::CivilDay kFourth(2026, 1, 4);

TEST(AttainmentTest, IsTheShareOfTheWayToTheGoal) {
  const auto half = Attain(Of("0.3", "0.45"), "0.375", kFourth);
  EXPECT_EQ(half.attainment().value(), "0.5");
  EXPECT_EQ(half.elapsed().value(), "0.4");
  EXPECT_FALSE(half.reached());
  EXPECT_EQ(Attain(Of("", "100"), "130", kFourth).attainment().value(), "1.3");
  EXPECT_TRUE(Attain(Of("", "100"), "100", kFourth).reached());
  EXPECT_EQ(Attain(Of("0.3", "0.45"), "0.24", kFourth).attainment().value(), "-0.4");
}

TEST(AttainmentTest, AGoalBelowTheBaselineIsReachedFromAbove) {
  const auto days = Attain(Of("10", "4"), "7", kFourth);
  EXPECT_EQ(days.attainment().value(), "0.5");
  EXPECT_FALSE(days.reached());
  EXPECT_TRUE(Attain(Of("10", "4"), "3.5", kFourth).reached());
}

TEST(AttainmentTest, TimeIsThatOfThePeriod) {
  EXPECT_EQ(Attain(Of("", "1"), "0", absl::CivilDay(2025, 12, 31)).elapsed().value(), "0");
  EXPECT_EQ(Attain(Of("", "1"), "0", absl::CivilDay(2026, 1, 1)).elapsed().value(), "0.1");
  EXPECT_EQ(Attain(Of("", "1"), "0", absl::CivilDay(2026, 5, 1)).elapsed().value(), "1");
}

TEST(AttainmentTest, WithoutAFigureThereIsNone) {
  const auto none = Attain(Of("", "1"), std::nullopt, kFourth);
  EXPECT_FALSE(none.has_actual());
  EXPECT_FALSE(none.has_attainment());
  EXPECT_FALSE(none.reached());
}

TEST(AttainmentTest, TheQuestionIsAboutWhoseTargetItIs) {
  v1::Target target = Of("", "1");
  EXPECT_EQ(QuestionOf(target)->filters_size(), 0);
  EXPECT_EQ(QuestionOf(target)->time_dimensions(0).date_range().to(), "2026-01-10");
  target.set_whose(v1::Target::OWNER);
  EXPECT_THAT(QuestionOf(target), HasReason("TARGET_OF_NOBODY"));
  target.set_owner("users/a");
  EXPECT_EQ(QuestionOf(target)->filters(0).member(), "payments.owner");
  target.set_whose(v1::Target::DEPARTMENT);
  target.set_department("departments/b");
  EXPECT_EQ(QuestionOf(target)->filters(0).operator_(), v1::QueryFilter::UNDER);
}

TEST(AttainmentTest, FiguresAreDecimals) {
  EXPECT_EQ(DecimalOf("12.500000000"), "12.5");
  EXPECT_EQ(DecimalOf("0.33333333333333331"), "0.333333333");
  EXPECT_EQ(DecimalOf("1e-12"), "0");
  EXPECT_EQ(DecimalOf("nan"), std::nullopt);
  EXPECT_EQ(DecimalOf("many"), std::nullopt);
}

}  // namespace
}  // namespace guanxi::analytics
