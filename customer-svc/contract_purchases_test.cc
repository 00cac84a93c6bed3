// What contracts say of what customers have bought.
#include "common/base/uuid.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/contract_facts_testing.h"

namespace guanxi::customer {
namespace {

using lead::v1::Contract;
using v1::Customer;

TEST_F(ContractFactsTest, SignedContractsArePurchasesInTheTenantsCurrency) {
  Contract dollars = Of(Contract::ACTIVE, 100, 0, "USD");
  dollars.mutable_base_amount()->set_currency_code("CNY");
  dollars.mutable_base_amount()->set_units(712);
  *dollars.mutable_sign_date() = Day(3);
  const Uuid first = DeriveUuid("contract", "1");
  ASSERT_THAT(Apply(Next(first, dollars)), IsOk());
  Contract unknown = Of(Contract::COMPLETED, 5, 0, "JPY");
  *unknown.mutable_sign_date() = Day(7);
  ASSERT_THAT(Apply(Next(DeriveUuid("contract", "2"), unknown)), IsOk());
  Customer customer = Get();
  EXPECT_EQ(customer.purchase_basis(), Customer::CONTRACTS);
  EXPECT_EQ(customer.purchase_count(), 2);
  EXPECT_EQ(customer.purchase_amount().units(), 712);
  EXPECT_EQ(customer.purchase_amount().currency_code(), "CNY");
  EXPECT_EQ(customer.unconverted_purchase_count(), 1);
  EXPECT_EQ(customer.first_purchase_date().month(), 3);
  EXPECT_EQ(customer.last_purchase_date().month(), 7);
  // What is terminated is none.
  dollars.set_state(Contract::TERMINATED);
  ASSERT_THAT(Apply(Next(first, dollars)), IsOk());
  customer = Get();
  EXPECT_EQ(customer.purchase_count(), 1);
  EXPECT_FALSE(customer.has_purchase_amount());
}

TEST_F(ContractFactsTest, OfWhatWasTerminatedWhatWasPaidAndKeptIsAPurchase) {
  Contract ended = Of(Contract::TERMINATED, 100, 40);
  ended.mutable_received_base_amount()->set_currency_code("CNY");
  ended.mutable_received_base_amount()->set_units(40);
  ended.set_receipt_count(2);
  *ended.mutable_first_receipt_date() = Day(2);
  *ended.mutable_last_receipt_date() = Day(5);
  const Uuid id = DeriveUuid("contract", "1");
  ASSERT_THAT(Apply(Next(id, ended)), IsOk());
  Customer customer = Get();
  EXPECT_EQ(customer.purchase_basis(), Customer::RECEIPTS);
  EXPECT_EQ(customer.purchase_count(), 2);
  EXPECT_EQ(customer.purchase_amount().units(), 40);
  EXPECT_EQ(customer.last_purchase_date().month(), 5);
  // All of it went back.
  ended.mutable_received_amount()->set_units(0);
  ended.clear_received_base_amount();
  ASSERT_THAT(Apply(Next(id, ended)), IsOk());
  customer = Get();
  EXPECT_EQ(customer.purchase_basis(), Customer::PURCHASE_BASIS_UNSPECIFIED);
  EXPECT_EQ(customer.purchase_count(), 0);
  EXPECT_FALSE(customer.has_last_purchase_date());
}

}  // namespace
}  // namespace guanxi::customer
