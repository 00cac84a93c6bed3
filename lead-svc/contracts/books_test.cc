#include "lead-svc/contracts/books.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "common/errors/errors.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::lead {
namespace {

using v1::Contract;
using v1::Payment;
using v1::PaymentPlan;

google::type::Money Yuan(int64_t units, int32_t nanos = 0) {
  google::type::Money money;
  money.set_currency_code("CNY");
  money.set_units(units);
  money.set_nanos(nanos);
  return money;
}

Contract Signed() {
  Contract contract;
  contract.set_name("contracts/c");
  *contract.mutable_amount() = Yuan(1000);
  contract.set_state(Contract::ACTIVE);
  return contract;
}

PaymentPlan Plan(const std::string& name, int64_t units, int month = 0) {
  PaymentPlan plan;
  plan.set_name(name);
  *plan.mutable_amount() = Yuan(units);
  if (month != 0) {
    plan.mutable_due_date()->set_year(2026);
    plan.mutable_due_date()->set_month(month);
    plan.mutable_due_date()->set_day(1);
  }
  Settle(Signed(), &plan);
  return plan;
}

Payment Paid(Payment::Kind kind, int64_t units,
             const std::vector<std::pair<std::string, int64_t>>& parts = {}) {
  Payment payment;
  payment.set_kind(kind);
  *payment.mutable_amount() = Yuan(units);
  for (const auto& [plan, part] : parts) {
    v1::Allocation& allocation = *payment.add_allocations();
    allocation.set_payment_plan(plan);
    *allocation.mutable_amount() = Yuan(part);
  }
  return payment;
}

TEST(AmountsTest, AreExactToTheBillionth) {
  EXPECT_EQ(NanosOf(MoneyOf(NanosOf(Yuan(7, 1)) + NanosOf(Yuan(0, 999'999'999)), "CNY")),
            NanosOf(Yuan(8)));
  EXPECT_EQ(TextOf(NanosOf(Yuan(12, 500'000'000))), "12.5");
  EXPECT_EQ(TextOf(-NanosOf(Yuan(3))), "-3");
  EXPECT_EQ(TextOf(0), "0");
  EXPECT_EQ(NanosOfDecimal("-12.500000000"), -NanosOf(Yuan(12, 500'000'000)));
  EXPECT_EQ(NanosOfDecimal("7"), NanosOf(Yuan(7)));
  EXPECT_EQ(NanosOfDecimal("0.05"), NanosOf(Yuan(0, 50'000'000)));
  EXPECT_EQ(NanosOfDecimal(""), 0);
}

TEST(BooksTest, AReceiptGoesToWhatIsDueFirst) {
  Books books(Signed(), {Plan("late", 400, 9), Plan("never", 300), Plan("early", 300, 2)});
  const auto parts = books.Spread(Paid(Payment::RECEIPT, 350));
  ASSERT_EQ(parts.size(), 2u);
  EXPECT_EQ(parts[0].payment_plan(), "early");
  EXPECT_EQ(parts[0].amount().units(), 300);
  EXPECT_EQ(parts[1].payment_plan(), "late");
  EXPECT_EQ(parts[1].amount().units(), 50);
}

TEST(BooksTest, WhatIsLeftIsForNoPlanAndMayGoBack) {
  Books books(Signed(), {Plan("a", 300)});
  books.Post(Paid(Payment::RECEIPT, 500, {{"a", 300}}));
  ASSERT_THAT(books.Check(), IsOk());
  EXPECT_EQ(books.unallocated(), NanosOf(Yuan(200)));
  books.Post(Paid(Payment::REFUND, 200));
  ASSERT_THAT(books.Check(), IsOk());
  EXPECT_EQ(books.received(), NanosOf(Yuan(300)));
  books.Post(Paid(Payment::REFUND, 1));
  EXPECT_EQ(Reason(books.Check()), "NOT_ENOUGH_LEFT");
}

TEST(BooksTest, APlanTakesNoMoreThanItsAmountAndGivesNoMoreThanWasPaid) {
  Books over(Signed(), {Plan("a", 300)});
  over.Post(Paid(Payment::RECEIPT, 301, {{"a", 301}}));
  EXPECT_EQ(Reason(over.Check()), "NOT_ENOUGH_LEFT");
  Books under(Signed(), {Plan("a", 300)});
  under.Post(Paid(Payment::RECEIPT, 100, {{"a", 100}}));
  under.Post(Paid(Payment::REFUND, 101, {{"a", 101}}));
  EXPECT_EQ(Reason(under.Check()), "NOT_ENOUGH_LEFT");
}

TEST(BooksTest, AReceiptWhoseMoneyWentBackIsNotReversedBeforeThat) {
  const Payment receipt = Paid(Payment::RECEIPT, 100, {{"a", 100}});
  const Payment refund = Paid(Payment::REFUND, 40, {{"a", 40}});
  Books books(Signed(), {Plan("a", 300)});
  books.Post(receipt);
  books.Post(refund);
  books.Unpost(receipt);
  EXPECT_EQ(Reason(books.Check()), "NOT_ENOUGH_LEFT");
  books.Unpost(refund);
  EXPECT_THAT(books.Check(), IsOk());
  EXPECT_EQ(books.received(), 0);
}

TEST(BooksTest, PlansOfOthersAndCancelledOnesAreRefused) {
  Books other(Signed(), {Plan("a", 300)});
  other.Post(Paid(Payment::RECEIPT, 5, {{"b", 5}}));
  EXPECT_EQ(Reason(other.Check()), "PAYMENT_PLAN_NOT_FOUND");
  PaymentPlan cancelled = Plan("a", 300);
  cancelled.set_state(PaymentPlan::CANCELLED);
  Books books(Signed(), {cancelled});
  EXPECT_TRUE(books.Spread(Paid(Payment::RECEIPT, 5)).empty());
  books.Post(Paid(Payment::RECEIPT, 5, {{"a", 5}}));
  EXPECT_EQ(Reason(books.Check()), "PLAN_CANCELLED");
}

TEST(BooksTest, APlanIsOutstandingWhileItsContractIsInForce) {
  Contract contract = Signed();
  PaymentPlan plan = Plan("a", 300);
  EXPECT_TRUE(plan.outstanding());
  *plan.mutable_paid_amount() = Yuan(1);
  Settle(contract, &plan);
  EXPECT_EQ(plan.state(), PaymentPlan::PARTLY_PAID);
  EXPECT_EQ(plan.open_amount().units(), 299);
  contract.set_state(Contract::TERMINATED);
  Settle(contract, &plan);
  EXPECT_FALSE(plan.outstanding());
}

// 1,000 contracts with random receipts, refunds, reversals and other allocations: whatever is
// refused leaves everything as it was, and what is taken is what counts.
TEST(BooksTest, MoneyIsConserved) {
  std::mt19937 random(20261130);
  const auto below = [&](int64_t n) {
    return std::uniform_int_distribution<int64_t>(0, n - 1)(random);
  };
  for (int round = 0; round < 1000; ++round) {
    std::vector<PaymentPlan> plans;
    for (int i = 0; i < 4; ++i) {
      plans.push_back(Plan(std::string(1, 'a' + i), 1 + below(200), 1 + below(12)));
    }
    Contract contract = Signed();
    std::vector<Payment> counted;
    for (int step = 0; step < 30; ++step) {
      Books books(contract, plans);
      std::vector<Payment> then = counted;
      if (!counted.empty() && below(3) == 0) {
        const size_t which = below(counted.size());
        books.Unpost(counted[which]);
        then.erase(then.begin() + which);
      } else {
        Payment payment = Paid(below(3) == 0 ? Payment::REFUND : Payment::RECEIPT, 1 + below(150));
        if (payment.kind() == Payment::RECEIPT && below(2) == 0) {
          for (const auto& part : books.Spread(payment)) *payment.add_allocations() = part;
        } else if (below(2) == 0) {
          v1::Allocation& part = *payment.add_allocations();
          part.set_payment_plan(std::string(1, 'a' + below(4)));
          *part.mutable_amount() = Yuan(1 + below(payment.amount().units()));
        }
        books.Post(payment);
        then.push_back(payment);
      }
      if (!books.Check().ok()) continue;
      counted = then;
      Nanos sum = 0;
      for (const Payment& payment : counted) {
        sum += NanosOf(payment.amount()) * (payment.kind() == Payment::REFUND ? -1 : 1);
      }
      ASSERT_EQ(books.received(), sum);
      ASSERT_GE(books.unallocated(), 0);
      *contract.mutable_unallocated_amount() = MoneyOf(books.unallocated(), "CNY");
      for (PaymentPlan& plan : plans) {
        const Nanos paid = books.PaidFor(plan.name());
        ASSERT_GE(paid, 0);
        ASSERT_LE(paid, NanosOf(plan.amount()));
        *plan.mutable_paid_amount() = MoneyOf(paid, "CNY");
        Settle(contract, &plan);
        ASSERT_EQ(NanosOf(plan.paid_amount()) + NanosOf(plan.open_amount()),
                  NanosOf(plan.amount()));
      }
    }
  }
}

}  // namespace
}  // namespace guanxi::lead
