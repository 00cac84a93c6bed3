#include "lead-svc/contracts/due_date.h"

#include "gtest/gtest.h"

namespace guanxi::lead {
namespace {

using v1::CreditTerms;
using v1::PaymentPlan;

PaymentPlan With(CreditTerms::Basis basis, int days, bool moves = false) {
  PaymentPlan plan;
  plan.mutable_terms()->set_basis(basis);
  plan.mutable_terms()->set_days(days);
  plan.mutable_terms()->set_moves_to_workday(moves);
  return plan;
}

TEST(DueDateTest, NothingIsDueBeforeWhatItCountsFrom) {
  for (const auto basis :
       {CreditTerms::FIXED, CreditTerms::INVOICE, CreditTerms::DELIVERY, CreditTerms::MONTH_END}) {
    EXPECT_FALSE(DueDay(With(basis, 30), {}, nullptr).has_value()) << basis;
  }
}

TEST(DueDateTest, DaysAreCountedFromTheBasis) {
  PaymentPlan plan = With(CreditTerms::INVOICE, 30);
  *plan.mutable_invoice_date() = DateOf(absl::CivilDay(2026, 1, 31));
  EXPECT_EQ(DueDay(plan, {}, nullptr), absl::CivilDay(2026, 3, 2));
  plan = With(CreditTerms::DELIVERY, 0);
  *plan.mutable_delivery_date() = DateOf(absl::CivilDay(2026, 1, 31));
  EXPECT_EQ(DueDay(plan, {}, nullptr), absl::CivilDay(2026, 1, 31));
  plan = With(CreditTerms::FIXED, 0);
  *plan.mutable_fixed_date() = DateOf(absl::CivilDay(2028, 2, 29));
  EXPECT_EQ(DueDay(plan, {}, nullptr), absl::CivilDay(2028, 2, 29));
}

TEST(DueDateTest, APlanWithoutTermsGoesByThoseOfItsContract) {
  CreditTerms terms;
  terms.set_basis(CreditTerms::DELIVERY);
  terms.set_days(7);
  PaymentPlan plan;
  *plan.mutable_delivery_date() = DateOf(absl::CivilDay(2026, 1, 1));
  EXPECT_FALSE(DueDay(plan, {}, nullptr).has_value());
  EXPECT_EQ(DueDay(plan, terms, nullptr), absl::CivilDay(2026, 1, 8));
  plan.mutable_terms()->set_basis(CreditTerms::DELIVERY);
  EXPECT_EQ(DueDay(plan, terms, nullptr), absl::CivilDay(2026, 1, 1));
}

TEST(DueDateTest, MonthlyAccountsCountFromTheEndOfTheMonth) {
  PaymentPlan plan = With(CreditTerms::MONTH_END, 30);
  for (const int day : {1, 15, 28}) {
    *plan.mutable_delivery_date() = DateOf(absl::CivilDay(2026, 2, day));
    EXPECT_EQ(DueDay(plan, {}, nullptr), absl::CivilDay(2026, 3, 30)) << day;
  }
  *plan.mutable_delivery_date() = DateOf(absl::CivilDay(2026, 12, 1));
  EXPECT_EQ(DueDay(plan, {}, nullptr), absl::CivilDay(2027, 1, 30));
}

TEST(DueDateTest, NothingIsDueAfterTheLastDayThatADateCanBe) {
  PaymentPlan plan = With(CreditTerms::FIXED, kMaxCreditDays);
  *plan.mutable_fixed_date() = DateOf(absl::CivilDay(9999, 12, 30));
  EXPECT_EQ(DueDay(plan, {}, nullptr), LastDay());
  plan.mutable_terms()->set_moves_to_workday(true);
  worktime::WorkDays calendar;
  calendar.holidays.insert(LastDay());
  EXPECT_EQ(DueDay(plan, {}, &calendar), LastDay());
}

TEST(DueDateTest, OnlyTermsThatSayItMoveToAWorkingDay) {
  const google::type::Date saturday = DateOf(absl::CivilDay(2026, 11, 28));
  PaymentPlan plan = With(CreditTerms::FIXED, 0);
  *plan.mutable_fixed_date() = saturday;
  EXPECT_EQ(DueDay(plan, {}, nullptr), absl::CivilDay(2026, 11, 28));
  plan.mutable_terms()->set_moves_to_workday(true);
  EXPECT_EQ(DueDay(plan, {}, nullptr), absl::CivilDay(2026, 11, 30));
  worktime::WorkDays calendar;
  calendar.holidays.insert(absl::CivilDay(2026, 11, 30));
  EXPECT_EQ(DueDay(plan, {}, &calendar), absl::CivilDay(2026, 12, 1));
  calendar.workdays.insert(absl::CivilDay(2026, 11, 28));
  EXPECT_EQ(DueDay(plan, {}, &calendar), absl::CivilDay(2026, 11, 28));
}

}  // namespace
}  // namespace guanxi::lead
