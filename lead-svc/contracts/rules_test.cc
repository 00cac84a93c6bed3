#include <string>

#include "common/errors/errors.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "lead-svc/contracts/contract_rules.h"
#include "lead-svc/contracts/row_rules.h"

namespace guanxi::lead {
namespace {

google::type::Money Yuan(int64_t units) {
  google::type::Money money;
  money.set_currency_code("CNY");
  money.set_units(units);
  return money;
}

std::string FirstPath(const Violations& violations) {
  const auto faults = FieldViolations(violations.ToStatus());
  return faults.empty() ? "" : faults[0].path;
}

TEST(ContractRulesTest, TheEndIsNotBeforeTheStart) {
  v1::Contract contract;
  *contract.mutable_amount() = Yuan(1);
  contract.mutable_start_date()->set_year(2026);
  contract.mutable_start_date()->set_month(2);
  contract.mutable_start_date()->set_day(1);
  *contract.mutable_end_date() = contract.start_date();
  Violations none;
  CheckContract(contract, &none);
  EXPECT_TRUE(none.empty());
  contract.mutable_end_date()->set_month(1);
  Violations violations;
  CheckContract(contract, &violations);
  EXPECT_EQ(FirstPath(violations), "end_date");
}

TEST(ContractRulesTest, NumbersSortAsTheyWereGiven) {
  EXPECT_EQ(ContractNumber(2026, 1), "2026-000001");
  EXPECT_LT(ContractNumber(2026, 99), ContractNumber(2026, 100));
}

TEST(ContractRulesTest, TheCurrencyStaysOnceAnythingLiesBelow) {
  v1::Contract old;
  *old.mutable_amount() = Yuan(5);
  v1::Contract next = old;
  next.mutable_amount()->set_currency_code("USD");
  EXPECT_THAT(CheckSupplement(old, next), IsOk());
  old.set_payment_count(1);
  EXPECT_EQ(Reason(CheckSupplement(old, next)), "AMOUNT_BELOW_PLANS");
}

TEST(RowRulesTest, ASpecialInvoiceNeedsTheTaxNumber) {
  v1::Invoice invoice;
  invoice.set_kind(v1::Invoice::VAT_SPECIAL);
  *invoice.mutable_amount() = Yuan(1);
  invoice.mutable_title()->set_display_name("灵动传媒");
  Violations missing;
  CheckInvoice(invoice, &missing);
  EXPECT_EQ(FirstPath(missing), "title.tax_number");
  invoice.mutable_title()->set_tax_number("91110000ma0000000x");
  Violations none;
  NormalizeInvoice(&invoice, &none);
  CheckInvoice(invoice, &none);
  EXPECT_TRUE(none.empty());
  *invoice.mutable_tax_amount() = Yuan(2);
  Violations more;
  CheckInvoice(invoice, &more);
  EXPECT_EQ(FirstPath(more), "tax_amount");
}

TEST(RowRulesTest, AllocationsAreAtMostThePaymentAndEachPlanOnce) {
  v1::Payment payment;
  *payment.mutable_amount() = Yuan(10);
  for (int i = 0; i < 2; ++i) {
    payment.add_allocations()->set_payment_plan("contracts/c/paymentPlans/p");
    *payment.mutable_allocations(i)->mutable_amount() = Yuan(6);
  }
  Violations violations;
  CheckPayment(payment, &violations);
  const auto faults = FieldViolations(violations.ToStatus());
  ASSERT_EQ(faults.size(), 2u);
  EXPECT_EQ(faults[0].path, "allocations[1].payment_plan");
  EXPECT_EQ(faults[1].path, "allocations");
}

TEST(RowRulesTest, NothingIsPaidByNothing) {
  v1::Payment payment;
  *payment.mutable_amount() = Yuan(0);
  Violations violations;
  CheckPayment(payment, &violations);
  EXPECT_EQ(FirstPath(violations), "amount");
  v1::PaymentPlan plan;
  *plan.mutable_amount() = Yuan(0);
  Violations none;
  CheckPlan(plan, &none);
  EXPECT_EQ(FirstPath(none), "amount");
}

}  // namespace
}  // namespace guanxi::lead
