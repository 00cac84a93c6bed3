// What counts as a purchase.
#include "customer-svc/purchases.h"

#include "common/db/sql_lint.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

using v1::Customer;

PurchaseSum::Part Of(int64_t count, int64_t yuan, int month, const char* currency = "CNY") {
  PurchaseSum::Part part;
  part.count = part.missing = count;
  part.currency = currency;
  part.nanos = money::Int(yuan) * 1'000'000'000;
  part.first = part.last = absl::CivilDay(2026, month, 1);
  return part;
}

Customer Shown(Purchases purchases,
               Customer::PurchaseBasis basis = Customer::PURCHASE_BASIS_UNSPECIFIED) {
  Customer customer;
  customer.set_purchase_count(99);
  purchases.basis = basis;
  ShowPurchases(purchases, &customer);
  return customer;
}

TEST(PurchasesTest, OrdersGoBeforeContractsAndThoseBeforeReceipts) {
  Purchases purchases;
  EXPECT_EQ(Shown(purchases).purchase_basis(), Customer::PURCHASE_BASIS_UNSPECIFIED);
  EXPECT_EQ(Shown(purchases).purchase_count(), 0);
  purchases.receipts.Add(Of(3, 30, 1));
  EXPECT_EQ(Shown(purchases).purchase_basis(), Customer::RECEIPTS);
  EXPECT_EQ(Shown(purchases).purchase_amount().units(), 30);
  purchases.contracts.Add(Of(2, 50, 2));
  EXPECT_EQ(Shown(purchases).purchase_basis(), Customer::CONTRACTS);
  EXPECT_EQ(Shown(purchases).purchase_count(), 2);
  purchases.orders.Add(Of(1, 20, 3));
  const Customer customer = Shown(purchases);
  EXPECT_EQ(customer.purchase_basis(), Customer::ORDERS);
  EXPECT_EQ(customer.purchase_count(), 1);
  EXPECT_EQ(customer.purchase_amount().units(), 20);
  EXPECT_EQ(customer.first_purchase_date().month(), 3);
}

TEST(PurchasesTest, OneKindAloneCountsWhereTheCompanySaysSo) {
  Purchases purchases;
  purchases.orders.Add(Of(1, 20, 3));
  purchases.receipts.Add(Of(3, 30, 1));
  EXPECT_EQ(Shown(purchases, Customer::RECEIPTS).purchase_basis(), Customer::RECEIPTS);
  EXPECT_EQ(Shown(purchases, Customer::RECEIPTS).purchase_amount().units(), 30);
  EXPECT_EQ(Shown(purchases, Customer::ORDERS).purchase_count(), 1);
  const Customer none = Shown(purchases, Customer::CONTRACTS);
  EXPECT_EQ(none.purchase_basis(), Customer::PURCHASE_BASIS_UNSPECIFIED);
  EXPECT_EQ(none.purchase_count(), 0);
  EXPECT_FALSE(none.has_first_purchase_date());
  EXPECT_EQ(BasisOf(2), Customer::CONTRACTS);
  EXPECT_EQ(BasisOf(99), Customer::PURCHASE_BASIS_UNSPECIFIED);
}

TEST(PurchasesTest, WhatIsNotKnownInTheTenantsCurrencyIsCountedApart) {
  Purchases purchases;
  purchases.orders.Add(Of(2, 20, 3));
  purchases.orders.Add(Of(5, 0, 9, ""));
  const Customer customer = Shown(purchases);
  EXPECT_EQ(customer.purchase_count(), 7);
  EXPECT_EQ(customer.unconverted_purchase_count(), 5);
  EXPECT_EQ(customer.purchase_amount().units(), 20);
  EXPECT_EQ(customer.last_purchase_date().month(), 9);
}

TEST(PurchasesTest, SumsOfTwoCurrenciesAreNone) {
  Purchases purchases;
  purchases.orders.Add(Of(1, 20, 3));
  purchases.orders.Add(Of(1, 20, 4, "EUR"));
  EXPECT_FALSE(Shown(purchases).has_purchase_amount());
  EXPECT_EQ(Shown(purchases).purchase_count(), 2);
}

TEST(PurchasesTest, StatementsBindTheirTenant) {
  EXPECT_THAT(db::LintQueries(PurchaseQueries()), ::testing::IsEmpty());
}

}  // namespace
}  // namespace guanxi::customer
