// What becomes overdue as days go by, on a real MariaDB.
#include <memory>
#include <string>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/worktime/work_days.h"
#include "lead-svc/contract_money_testing.h"

namespace guanxi::lead {
namespace {

using v1::PaymentPlan;

// The clock of the tests stands at 2026-09-21, 14:13:20; days are those of UTC.
using OverdueTest = ContractMoneyTest;

TEST_F(OverdueTest, APlanIsOverdueFromTheFirstSecondOfTheNextDayOn) {
  const std::string contract = SignedContract();
  const std::string plan = AddPlan(contract, 400, Day(2026, 9, 21))->name();
  const std::string later = AddPlan(contract, 100, Day(2026, 9, 25))->name();
  EXPECT_FALSE(GetPlan(plan).overdue());
  service_.Advance(absl::Hours(9) + absl::Minutes(46));  // 23:59:20
  EXPECT_FALSE(GetPlan(plan).overdue());
  EXPECT_FALSE(Get(contract).has_overdue_amount());
  service_.Advance(absl::Seconds(40));
  EXPECT_TRUE(GetPlan(plan).overdue());
  EXPECT_EQ(Get(contract).overdue_amount().units(), 400);
  EXPECT_FALSE(GetPlan(later).overdue());
  service_.Advance(absl::Hours(24 * 4));
  EXPECT_EQ(Get(contract).overdue_amount().units(), 500);
}

TEST_F(OverdueTest, DaysAreThoseOfTheTenant) {
  ASSERT_TRUE(absl::LoadTimeZone("Asia/Shanghai", &service_.place.zone));
  const std::string contract = SignedContract();
  const std::string plan = AddPlan(contract, 400, Day(2026, 9, 21))->name();
  service_.Advance(absl::Hours(1) + absl::Minutes(46));  // 23:59:20 in Shanghai
  EXPECT_FALSE(GetPlan(plan).overdue());
  service_.Advance(absl::Seconds(40));
  EXPECT_TRUE(GetPlan(plan).overdue());
  EXPECT_EQ(Get(contract).overdue_amount().units(), 400);
}

TEST_F(OverdueTest, WhatIsPaidIsNotOverdueAndIsAgainWhenThatIsReversed) {
  const std::string contract = SignedContract();
  const std::string plan = AddPlan(contract, 400, Day(2026, 9, 1))->name();
  EXPECT_TRUE(GetPlan(plan).overdue());
  EXPECT_EQ(Get(contract).overdue_amount().units(), 400);
  const std::string payment = Receive(contract, 150)->name();
  EXPECT_EQ(Get(contract).overdue_amount().units(), 250);
  ASSERT_THAT(Receive(contract, 250), IsOk());
  EXPECT_FALSE(GetPlan(plan).overdue());
  EXPECT_FALSE(Get(contract).has_overdue_amount());
  ASSERT_THAT(Reverse(payment), IsOk());
  EXPECT_TRUE(GetPlan(plan).overdue());
  EXPECT_EQ(Get(contract).overdue_amount().units(), 150);
}

TEST_F(OverdueTest, WhatIsPaidInTimeNeverIs) {
  const std::string contract = SignedContract();
  const std::string plan = AddPlan(contract, 400, Day(2026, 9, 22))->name();
  ASSERT_THAT(Receive(contract, 400), IsOk());
  service_.Advance(absl::Hours(24 * 30));
  EXPECT_FALSE(GetPlan(plan).overdue());
  EXPECT_FALSE(Get(contract).has_overdue_amount());
}

TEST_F(OverdueTest, ALaterDayTakesItBackAndItsTimerGoesByThat) {
  const std::string contract = SignedContract();
  PaymentPlan plan = *AddPlan(contract, 400, Day(2026, 9, 20));
  EXPECT_TRUE(plan.overdue());
  v1::UpdatePaymentPlanRequest request;
  *request.mutable_payment_plan() = plan;
  request.mutable_payment_plan()->clear_etag();
  *request.mutable_payment_plan()->mutable_fixed_date() = Day(2026, 9, 30);
  request.mutable_update_mask()->add_paths("fixed_date");
  ASSERT_THAT(Plans().Update<PaymentPlan>(service_.call(), request), IsOk());
  EXPECT_FALSE(Get(contract).has_overdue_amount());
  service_.Advance(absl::Hours(24 * 9));
  EXPECT_FALSE(GetPlan(plan.name()).overdue());
  service_.Advance(absl::Hours(24));
  EXPECT_EQ(Get(contract).overdue_amount().units(), 400);
}

TEST_F(OverdueTest, NothingIsOverdueOfWhatIsNotInForce) {
  const std::string contract = Create(NewContract())->name();
  const std::string plan = AddPlan(contract, 400, Day(2026, 9, 1))->name();
  EXPECT_FALSE(GetPlan(plan).overdue());
  ASSERT_THAT(Sign(contract), IsOk());
  EXPECT_EQ(Get(contract).overdue_amount().units(), 400);
  auto end = Named<v1::TerminateContractRequest>(contract);
  end.set_reason("客户停业");
  ASSERT_THAT(moves_.TerminateContract(service_.call(), end), IsOk());
  EXPECT_FALSE(GetPlan(plan).overdue());
  EXPECT_FALSE(Get(contract).has_overdue_amount());
}

// What the terms or the calendar say by now is for who writes the plan, not for who pays it, nor
// for the clock.
TEST_F(OverdueTest, PaymentsAndTimeLeaveTheDayThatAPlanIsDueOn) {
  worktime::WorkDays calendar;
  calendar.holidays.insert(absl::CivilDay(2026, 9, 22));
  service_.place.calendar = std::make_shared<const worktime::WorkDays>(calendar);
  const std::string contract = SignedContract();
  PaymentPlan stated;
  stated.set_display_name("尾款");
  *stated.mutable_amount() = Yuan(400);
  stated.mutable_terms()->set_basis(v1::CreditTerms::FIXED);
  stated.mutable_terms()->set_moves_to_workday(true);
  *stated.mutable_fixed_date() = Day(2026, 9, 22);
  const std::string plan = AddPlan(contract, stated)->name();
  EXPECT_EQ(GetPlan(plan).due_date().day(), 23);
  service_.place.calendar = nullptr;
  ASSERT_THAT(Receive(contract, 150), IsOk());
  EXPECT_EQ(GetPlan(plan).due_date().day(), 23);
  service_.Advance(absl::Hours(24 * 4));
  EXPECT_TRUE(GetPlan(plan).overdue());
  EXPECT_EQ(GetPlan(plan).due_date().day(), 23);
}

TEST_F(OverdueTest, WhatIsDueAtTheEndOfTimeIsStoredAndNeverOverdue) {
  v1::PaymentPlan plan;
  plan.set_display_name("质保金");
  *plan.mutable_amount() = Yuan(1);
  plan.mutable_terms()->set_basis(v1::CreditTerms::FIXED);
  plan.mutable_terms()->set_days(3650);
  *plan.mutable_fixed_date() = Day(9999, 12, 31);
  const auto made = AddPlan(SignedContract(), plan);
  ASSERT_THAT(made, IsOk());
  EXPECT_EQ(made->due_date().year(), 9999);
  EXPECT_FALSE(made->overdue());
}

TEST_F(OverdueTest, ContractsAreFoundByWhatIsOverdueAndByWhatRenewsThem) {
  const std::string contract = SignedContract();
  ASSERT_THAT(AddPlan(contract, 400, Day(2026, 9, 1)), IsOk());
  v1::Contract next = NewContract();
  next.set_renews(contract);
  const std::string successor = Create(next)->name();
  const auto count = [&](const std::string& filter) {
    v1::ListContractsRequest list;
    list.set_filter(filter);
    const auto page =
        service_.catalog->Of<v1::Contract>().List<v1::ListContractsResponse>(service_.call(), list);
    EXPECT_THAT(page, IsOk());
    return page.ok() ? page->contracts_size() : -1;
  };
  EXPECT_EQ(count(R"(overdue_amount > "399 CNY")"), 1);
  EXPECT_EQ(count(R"(overdue_amount > "400 CNY")"), 0);
  // A draft renews nothing yet.
  EXPECT_EQ(count("state = ACTIVE AND NOT renewed_by:*"), 1);
  ASSERT_THAT(Sign(successor), IsOk());
  EXPECT_EQ(Get(contract).renewed_by(), successor);
  EXPECT_EQ(count("state = ACTIVE AND NOT renewed_by:*"), 1);
  EXPECT_EQ(count("renewed_by = \"" + successor + "\""), 1);
}

}  // namespace
}  // namespace guanxi::lead
