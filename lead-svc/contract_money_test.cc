// Plans, payments and invoices of contracts, on a real MariaDB.
#include <string>
#include <vector>

#include "common/errors/errors.h"
#include "lead-svc/contract_money_testing.h"

namespace guanxi::lead {
namespace {

using v1::Contract;
using v1::Payment;
using v1::PaymentPlan;

TEST_F(ContractMoneyTest, PlansAreAtMostTheContract) {
  const std::string contract = SignedContract(1000);
  const auto first = AddPlan(contract, 600, Day(2026, 9, 1));
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(first->customer(), customer_);
  EXPECT_EQ(first->due_date().month(), 9);
  EXPECT_TRUE(first->outstanding());
  EXPECT_EQ(first->open_amount().units(), 600);
  const auto second = AddPlan(contract, 401, Day(2026, 9, 1));
  EXPECT_EQ(Reason(second.status()), "PLANS_ABOVE_AMOUNT");
  ASSERT_THAT(AddPlan(contract, 400, Day(2026, 9, 1)), IsOk());
  EXPECT_EQ(Get(contract).planned_amount().units(), 1000);
  EXPECT_EQ(Get(contract).plan_count(), 2);
  Contract less = Get(contract);
  less.mutable_amount()->set_units(999);
  EXPECT_EQ(Reason(Update(less, "amount").status()), "AMOUNT_BELOW_PLANS");
}

TEST_F(ContractMoneyTest, APlanInAnotherCurrencyIsRefusedByItsField) {
  PaymentPlan plan;
  plan.set_display_name("尾款");
  *plan.mutable_amount() = Yuan(1, "USD");
  const auto made = AddPlan(SignedContract(), plan);
  const auto faults = FieldViolations(made.status());
  ASSERT_EQ(faults.size(), 1u) << made.status();
  EXPECT_EQ(faults[0].path, "payment_plan.amount.currency_code");
}

TEST_F(ContractMoneyTest, WhatIsEnteredCountsOnceItIsConfirmed) {
  const std::string contract = SignedContract();
  const std::string late = AddPlan(contract, 400, Day(2026, 12, 1))->name();
  const std::string early = AddPlan(contract, 600, Day(2026, 9, 1))->name();
  const auto entered = Enter(contract, Paid(Payment::RECEIPT, 700));
  ASSERT_THAT(entered, IsOk());
  EXPECT_EQ(entered->state(), Payment::ENTERED);
  EXPECT_EQ(entered->entered_by(), service_.call().principal.subject);
  EXPECT_EQ(Get(contract).received_amount().units(), 0);
  const auto confirmed = Confirm(entered->name());
  ASSERT_THAT(confirmed, IsOk());
  EXPECT_EQ(confirmed->allocations_size(), 2);
  EXPECT_EQ(Get(contract).received_amount().units(), 700);
  EXPECT_EQ(GetPlan(early).state(), PaymentPlan::PAID);
  EXPECT_FALSE(GetPlan(early).outstanding());
  EXPECT_EQ(GetPlan(late).paid_amount().units(), 100);
  EXPECT_EQ(Reason(Confirm(entered->name()).status()), "PAYMENT_DECIDED");
}

TEST_F(ContractMoneyTest, TheOwnerNeverConfirms) {
  Contract own = NewContract();
  own.set_owner(service_.call().principal.subject);
  const auto contract = Create(own);
  ASSERT_THAT(contract, IsOk());
  ASSERT_THAT(Sign(contract->name()), IsOk());
  const std::string payment = Enter(contract->name(), Paid(Payment::RECEIPT, 1))->name();
  EXPECT_EQ(Reason(Confirm(payment).status()), "OWNER_CANNOT_CONFIRM");

  const std::string stage = service_.CreateStage(service_.CreatePipeline(), "谈判", 10);
  v1::CreateOpportunityRequest deal;
  deal.mutable_opportunity()->set_display_name("框架");
  deal.mutable_opportunity()->set_stage(stage);
  deal.mutable_opportunity()->set_owner(service_.call().principal.subject);
  Contract of_deal = NewContract();
  of_deal.set_opportunity(service_.catalog->Of<v1::Opportunity>()
                              .Create<v1::Opportunity>(service_.call(), deal)
                              ->name());
  const std::string other = Create(of_deal)->name();
  ASSERT_THAT(Sign(other), IsOk());
  const std::string second = Enter(other, Paid(Payment::RECEIPT, 1))->name();
  EXPECT_EQ(Reason(Confirm(second).status()), "OWNER_CANNOT_CONFIRM");
  ASSERT_THAT(service_.catalog->Of<v1::Opportunity>().Delete<v1::Opportunity>(
                  service_.call(), Named<v1::DeleteOpportunityRequest>(of_deal.opportunity())),
              IsOk());
  EXPECT_EQ(Reason(Confirm(second).status()), "OWNER_CANNOT_CONFIRM");
}

TEST_F(ContractMoneyTest, NothingWasPaidOnADayToCome) {
  const std::string contract = SignedContract();
  Payment later = Paid(Payment::RECEIPT, 1);
  *later.mutable_pay_date() = Day(2026, 9, 22);  // tomorrow
  const auto faults = FieldViolations(Enter(contract, later).status());
  ASSERT_EQ(faults.size(), 1u);
  EXPECT_EQ(faults[0].path, "payment.pay_date");
  *later.mutable_pay_date() = Day(2026, 9, 21);
  EXPECT_THAT(Enter(contract, later), IsOk());
}

TEST_F(ContractMoneyTest, RefundsTakeNoMoreThanIsLeft) {
  const std::string contract = SignedContract();
  ASSERT_THAT(AddPlan(contract, 600, Day(2026, 9, 1)), IsOk());
  ASSERT_THAT(Receive(contract, 650), IsOk());
  EXPECT_EQ(Get(contract).unallocated_amount().units(), 50);
  EXPECT_EQ(Reason(Receive(contract, 51, Payment::REFUND).status()), "NOT_ENOUGH_LEFT");
  EXPECT_THAT(Receive(contract, 50, Payment::REFUND), IsOk());
  EXPECT_EQ(Get(contract).received_amount().units(), 600);
}

TEST_F(ContractMoneyTest, APaymentIsForPlansOfItsContractAlone) {
  const std::string contract = SignedContract();
  const std::string own = AddPlan(contract, 600, Day(2026, 9, 1))->name();
  const std::string other = AddPlan(SignedContract(), 600, Day(2026, 9, 1))->name();
  // By its name, and as if it were one of this contract.
  const std::string moved = contract + other.substr(other.find("/paymentPlans/"));
  for (const std::string& wrong : {other, moved, contract, std::string()}) {
    Payment payment = Paid(Payment::RECEIPT, 20);
    for (const std::string& plan : {own, wrong}) {
      v1::Allocation& part = *payment.add_allocations();
      part.set_payment_plan(plan);
      *part.mutable_amount() = Yuan(10);
    }
    const auto faults = FieldViolations(Enter(contract, payment).status());
    ASSERT_EQ(faults.size(), 1u) << wrong;
    EXPECT_EQ(faults[0].path, "payment.allocations[1].payment_plan") << wrong;
  }
}

TEST_F(ContractMoneyTest, AReversalTakesEverythingBack) {
  const std::string contract = SignedContract();
  const std::string plan = AddPlan(contract, 600, Day(2026, 9, 1))->name();
  const std::string payment = Receive(contract, 600)->name();
  EXPECT_EQ(GetPlan(plan).state(), PaymentPlan::PAID);
  const auto reversed = Reverse(payment);
  ASSERT_THAT(reversed, IsOk());
  EXPECT_EQ(reversed->state(), Payment::REVERSED);
  EXPECT_EQ(reversed->reason(), "退票");
  EXPECT_EQ(Get(contract).received_amount().units(), 0);
  EXPECT_EQ(GetPlan(plan).state(), PaymentPlan::UNPAID);
  EXPECT_TRUE(GetPlan(plan).outstanding());
  EXPECT_EQ(Reason(Reverse(payment).status()), "PAYMENT_NOT_CONFIRMED");
}

TEST_F(ContractMoneyTest, AReceiptIsAllocatedAnewInOneStep) {
  const std::string contract = SignedContract();
  const std::string first = AddPlan(contract, 500, Day(2026, 9, 1))->name();
  const std::string second = AddPlan(contract, 500, Day(2026, 12, 1))->name();
  const std::string payment = Receive(contract, 500)->name();
  auto request = Named<v1::AllocatePaymentRequest>(payment);
  request.add_allocations()->set_payment_plan(second);
  *request.mutable_allocations(0)->mutable_amount() = Yuan(500);
  ASSERT_THAT(payment_moves_.AllocatePayment(service_.call(), request), IsOk());
  EXPECT_EQ(GetPlan(first).paid_amount().units(), 0);
  EXPECT_EQ(GetPlan(second).state(), PaymentPlan::PAID);
  request.mutable_allocations(0)->mutable_amount()->set_units(501);
  EXPECT_FALSE(
      FieldViolations(payment_moves_.AllocatePayment(service_.call(), request).status()).empty());
}

TEST_F(ContractMoneyTest, WhatIsDecidedIsNotChanged) {
  const std::string contract = SignedContract();
  v1::UpdatePaymentRequest request;
  *request.mutable_payment() = *Receive(contract, 5);
  request.mutable_payment()->clear_etag();
  request.mutable_payment()->mutable_amount()->set_units(6);
  request.mutable_update_mask()->add_paths("amount");
  EXPECT_EQ(
      Reason(service_.catalog->Of<Payment>().Update<Payment>(service_.call(), request).status()),
      "PAYMENT_DECIDED");
}

TEST_F(ContractMoneyTest, InvoicesAreAtMostTheContractAndRedLettersTheInvoice) {
  const std::string contract = SignedContract(1000);
  const std::string invoice = Apply(contract, 800)->name();
  ASSERT_THAT(Issue(invoice, Day(2026, 9, 1)), IsOk());
  EXPECT_EQ(Get(contract).invoiced_amount().units(), 800);
  const std::string too_much = Apply(contract, 201)->name();
  EXPECT_EQ(Reason(Issue(too_much, Day(2026, 9, 1)).status()), "INVOICES_ABOVE_AMOUNT");
  const std::string red = Apply(contract, 300, invoice)->name();
  ASSERT_THAT(Issue(red, Day(2026, 9, 2)), IsOk());
  EXPECT_EQ(Get(contract).invoiced_amount().units(), 500);
  const std::string redder = Apply(contract, 501, invoice)->name();
  EXPECT_EQ(Reason(Issue(redder, Day(2026, 9, 2)).status()), "INVOICES_ABOVE_AMOUNT");
  ASSERT_THAT(Issue(too_much, Day(2026, 9, 3)), IsOk());
}

TEST_F(ContractMoneyTest, AnInvoiceBeginsTheCountAndARedLetterEndsIt) {
  const std::string contract = SignedContract(1000);
  PaymentPlan wanted;
  wanted.set_display_name("尾款");
  *wanted.mutable_amount() = Yuan(1000);
  wanted.mutable_terms()->set_basis(v1::CreditTerms::INVOICE);
  wanted.mutable_terms()->set_days(30);
  const std::string plan = AddPlan(contract, wanted)->name();
  EXPECT_FALSE(GetPlan(plan).has_due_date());
  const std::string invoice = Apply(contract, 1000, "", plan)->name();
  ASSERT_THAT(Issue(invoice, Day(2026, 8, 31)), IsOk());
  EXPECT_EQ(GetPlan(plan).due_date().month(), 9);
  EXPECT_EQ(GetPlan(plan).due_date().day(), 30);
  ASSERT_THAT(Issue(Apply(contract, 1000, invoice)->name(), Day(2026, 9, 1)), IsOk());
  EXPECT_FALSE(GetPlan(plan).has_due_date());
}

// The clock of the tests stands at 2026-09-21.
TEST_F(ContractMoneyTest, OverdueIsWhatIsOutstandingSinceYesterday) {
  const std::string contract = SignedContract();
  const std::string long_ago = AddPlan(contract, 100, Day(2026, 6, 1))->name();
  const std::string yesterday = AddPlan(contract, 200, Day(2026, 9, 20))->name();
  const std::string today = AddPlan(contract, 300, Day(2026, 9, 21))->name();
  v1::ListOverduePaymentPlansRequest request;
  request.set_parent("contracts/-");
  request.set_page_size(1);
  auto page = plan_moves_.ListOverduePaymentPlans(service_.call(), request);
  ASSERT_THAT(page, IsOk());
  ASSERT_EQ(page->payment_plans_size(), 1);
  EXPECT_EQ(page->payment_plans(0).name(), long_ago);
  request.set_page_token(page->next_page_token());
  page = plan_moves_.ListOverduePaymentPlans(service_.call(), request);
  ASSERT_THAT(page, IsOk());
  ASSERT_EQ(page->payment_plans_size(), 1);
  EXPECT_EQ(page->payment_plans(0).name(), yesterday);

  ASSERT_THAT(Receive(contract, 150), IsOk());  // all of the first, 50 of the second
  const auto sums = plan_moves_.SummarizeReceivables(service_.call(), {});
  ASSERT_THAT(sums, IsOk());
  ASSERT_EQ(sums->receivables_size(), 1);
  EXPECT_EQ(sums->receivables(0).total().units(), 450);
  EXPECT_EQ(sums->receivables(0).not_due().units(), 300);
  EXPECT_EQ(sums->receivables(0).up_to_30_days().units(), 150);
  EXPECT_EQ(sums->receivables(0).over_90_days().units(), 0);
  EXPECT_EQ(sums->receivables(0).overdue_count(), 1);
  v1::SummarizeReceivablesRequest later;
  *later.mutable_as_of() = Day(2026, 12, 31);
  later.set_customer(customer_);
  const auto then = plan_moves_.SummarizeReceivables(service_.call(), later);
  ASSERT_THAT(then, IsOk());
  EXPECT_EQ(then->receivables(0).over_90_days().units(), 450);
}

TEST_F(ContractMoneyTest, NothingIsOwedForWhatIsNotInForce) {
  const std::string draft = Create(NewContract())->name();
  const std::string plan = AddPlan(draft, 100, Day(2026, 6, 1))->name();
  EXPECT_FALSE(GetPlan(plan).outstanding());
  EXPECT_EQ(Reason(Confirm(Enter(draft, Paid(Payment::RECEIPT, 1))->name()).status()),
            "CONTRACT_STATE");
  ASSERT_THAT(Sign(draft), IsOk());
  EXPECT_TRUE(GetPlan(plan).outstanding());
  auto end = Named<v1::TerminateContractRequest>(draft);
  end.set_reason("客户停业");
  ASSERT_THAT(moves_.TerminateContract(service_.call(), end), IsOk());
  EXPECT_FALSE(GetPlan(plan).outstanding());
  EXPECT_EQ(Reason(AddPlan(draft, 1, Day(2026, 6, 1)).status()), "CONTRACT_ENDED");
}

TEST_F(ContractMoneyTest, ACancelledPlanIsPlannedNoMore) {
  const std::string contract = SignedContract();
  const std::string plan = AddPlan(contract, 600, Day(2026, 9, 1))->name();
  ASSERT_THAT(
      plan_moves_.CancelPaymentPlan(service_.call(), Named<v1::CancelPaymentPlanRequest>(plan)),
      IsOk());
  EXPECT_EQ(Get(contract).planned_amount().units(), 0);
  EXPECT_THAT(AddPlan(contract, 1000, Day(2026, 9, 1)), IsOk());
}

}  // namespace
}  // namespace guanxi::lead
