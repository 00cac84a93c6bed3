// Orders: upserts, and what customers say of them, on a real MariaDB.
#include <string>

#include "common/errors/errors.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/order_service.h"
#include "customer-svc/test_service.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer_service.pb.h"
#include "guanxi/customer/v1/order_service.pb.h"

namespace guanxi::customer {
namespace {

using v1::Order;
using v1::UpsertOrderResult;

class OrderTest : public ::testing::Test {
 protected:
  OrderTest()
      : methods_(service_.engine.get(), service_.resources.get()),
        customer_(service_.Create(TestService::Company("灵动传媒")).name()) {}

  // One of the ERP's, in CNY, of a day in 2026.
  static Order Placed(const std::string& id, int64_t amount, int month, int64_t source_time = 0) {
    Order order;
    (*order.mutable_external_ids())["erp"] = id;
    order.set_number("SO-" + id);
    order.set_state(Order::PLACED);
    order.mutable_amount()->set_currency_code("CNY");
    order.mutable_amount()->set_units(amount);
    order.mutable_order_date()->set_year(2026);
    order.mutable_order_date()->set_month(month);
    order.mutable_order_date()->set_day(1);
    if (source_time != 0) order.mutable_source_time()->set_seconds(source_time);
    return order;
  }
  absl::StatusOr<v1::UpsertOrdersResponse> Upsert(const std::vector<Order>& orders) {
    v1::UpsertOrdersRequest request;
    request.set_parent(customer_);
    for (const Order& order : orders) *request.add_entries()->mutable_order() = order;
    return methods_.UpsertOrders(service_.call(), request);
  }
  v1::Customer Customer() {
    v1::GetCustomerRequest request;
    request.set_name(customer_);
    return service_.customers->Get<v1::Customer>(service_.call(), request).value();
  }

  TestService service_;
  OrderServiceImpl methods_;
  const std::string customer_;
};

TEST_F(OrderTest, AnUpsertCreatesThenChangesThenLeaves) {
  auto done = Upsert({Placed("1", 100, 3)});
  ASSERT_THAT(done, IsOk());
  EXPECT_EQ(done->results(0).outcome(), UpsertOrderResult::CREATED);
  const std::string name = done->results(0).order().name();
  Order shipped = Placed("1", 120, 3);
  shipped.set_state(Order::SHIPPED);
  shipped.mutable_shipment()->set_tracking_number("SF1");
  done = Upsert({shipped, Placed("2", 30, 5)});
  ASSERT_THAT(done, IsOk());
  EXPECT_EQ(done->results(0).outcome(), UpsertOrderResult::UPDATED);
  EXPECT_EQ(done->results(0).order().name(), name);
  EXPECT_EQ(done->results(0).order().shipment().tracking_number(), "SF1");
  EXPECT_EQ(done->results(1).outcome(), UpsertOrderResult::CREATED);
  done = Upsert({shipped});
  ASSERT_THAT(done, IsOk());
  EXPECT_EQ(done->results(0).outcome(), UpsertOrderResult::UNCHANGED);
  EXPECT_EQ(Customer().order_count(), 2);
  EXPECT_EQ(Customer().order_amount().units(), 150);
}

TEST_F(OrderTest, WhatIsOlderThanWhatIsStoredChangesNothing) {
  ASSERT_THAT(Upsert({Placed("1", 100, 3, 1782000000)}), IsOk());
  const auto done = Upsert({Placed("1", 1, 3, 1781000000)});
  ASSERT_THAT(done, IsOk());
  EXPECT_EQ(done->results(0).outcome(), UpsertOrderResult::STALE);
  EXPECT_EQ(done->results(0).order().amount().units(), 100);
}

TEST_F(OrderTest, TheCustomerSaysWhatHeHasBoughtAndHisEtagStays) {
  const std::string etag = Customer().etag();
  Order dollars = Placed("3", 7, 4);
  dollars.mutable_amount()->set_currency_code("USD");
  ASSERT_THAT(Upsert({Placed("1", 100, 3), Placed("2", 50, 9), dollars}), IsOk());
  v1::Customer customer = Customer();
  EXPECT_EQ(customer.etag(), etag);
  EXPECT_EQ(customer.order_count(), 3);
  EXPECT_FALSE(customer.has_order_amount());  // in two currencies
  EXPECT_EQ(customer.first_order_date().month(), 3);
  EXPECT_EQ(customer.last_order_date().month(), 9);
  v1::SummarizeOrdersRequest summarize;
  summarize.set_parent(customer_);
  const auto totals = methods_.SummarizeOrders(service_.call(), summarize);
  ASSERT_THAT(totals, IsOk());
  ASSERT_EQ(totals->totals_size(), 2);
  EXPECT_EQ(totals->totals(0).amount().units(), 150);
  EXPECT_EQ(totals->totals(0).count(), 2);
  EXPECT_EQ(totals->totals(1).amount().currency_code(), "USD");

  Order cancelled = Placed("2", 50, 9);
  cancelled.set_state(Order::CANCELLED);
  ASSERT_THAT(Upsert({cancelled}), IsOk());
  customer = Customer();
  EXPECT_EQ(customer.order_count(), 2);
  EXPECT_EQ(customer.last_order_date().month(), 4);
}

TEST_F(OrderTest, OrdersArePurchasesInTheTenantsCurrency) {
  Order dollars = Placed("1", 100, 4);
  dollars.mutable_amount()->set_currency_code("USD");
  ASSERT_THAT(Upsert({dollars, Placed("2", 50, 9)}), IsOk());
  v1::Customer customer = Customer();
  EXPECT_EQ(customer.purchase_basis(), v1::Customer::ORDERS);
  EXPECT_EQ(customer.purchase_count(), 2);
  EXPECT_EQ(customer.purchase_amount().units(), 50);
  EXPECT_EQ(customer.unconverted_purchase_count(), 1);
  EXPECT_EQ(customer.first_purchase_date().month(), 4);
  EXPECT_EQ(customer.last_purchase_date().month(), 9);
  dollars.mutable_base_amount()->set_currency_code("CNY");
  dollars.mutable_base_amount()->set_units(712);
  ASSERT_THAT(Upsert({dollars}), IsOk());
  customer = Customer();
  EXPECT_EQ(customer.purchase_amount().units(), 762);
  EXPECT_EQ(customer.unconverted_purchase_count(), 0);
  Order cancelled = Placed("2", 50, 9);
  cancelled.set_state(Order::CANCELLED);
  ASSERT_THAT(Upsert({cancelled}), IsOk());
  EXPECT_EQ(Customer().purchase_amount().units(), 712);
  EXPECT_EQ(Customer().last_purchase_date().month(), 4);
}

TEST_F(OrderTest, WhatIsBookedIsInTheTenantsCurrencyAndNoOtherSum) {
  Order wrong = Placed("1", 100, 4);
  wrong.mutable_base_amount()->set_currency_code("USD");
  wrong.mutable_base_amount()->set_units(14);
  EXPECT_EQ(FieldViolations(Upsert({wrong}).status())[0].path,
            "entries[0].order.base_amount.currency_code");
  wrong.mutable_base_amount()->set_currency_code("CNY");
  EXPECT_EQ(FieldViolations(Upsert({wrong}).status())[0].path, "entries[0].order.base_amount");
  EXPECT_EQ(Customer().purchase_count(), 0);
}

TEST_F(OrderTest, EntriesAreRefusedByTheirPaths) {
  Order nameless = Placed("1", 1, 3);
  nameless.clear_external_ids();
  EXPECT_EQ(FieldViolations(Upsert({Placed("1", 1, 3), nameless}).status())[0].path,
            "entries[1].order.external_ids");
  EXPECT_EQ(FieldViolations(Upsert({Placed("1", 1, 3), Placed("1", 2, 3)}).status())[0].path,
            "entries[1].order.external_ids");
  Order wrong = Placed("1", 1, 3);
  wrong.mutable_amount()->set_currency_code("ABC");
  EXPECT_EQ(FieldViolations(Upsert({wrong}).status())[0].path,
            "entries[0].order.amount.currency_code");
  ASSERT_THAT(Upsert({Placed("1", 1, 3)}), IsOk());
  v1::UpsertOrdersRequest other;
  other.set_parent(service_.Create(TestService::Company("华东仪器")).name());
  *other.add_entries()->mutable_order() = Placed("1", 1, 3);
  EXPECT_EQ(FieldViolations(methods_.UpsertOrders(service_.call(), other).status())[0].path,
            "entries[0].order.external_ids");
  EXPECT_EQ(Customer().order_count(), 1);
}

TEST_F(OrderTest, AmountsAreAtMostTenToTheFifteenth) {
  Order most = Placed("1", 1'000'000'000'000'000, 3);
  EXPECT_THAT(Upsert({most}), IsOk());
  most.mutable_amount()->set_nanos(10'000'000);
  EXPECT_EQ(FieldViolations(Upsert({most}).status())[0].path, "entries[0].order.amount");
}

TEST_F(OrderTest, AnotherTenantFindsNothing) {
  v1::UpsertOrdersRequest request;
  request.set_parent(customer_);
  *request.add_entries()->mutable_order() = Placed("1", 1, 3);
  EXPECT_EQ(Reason(methods_.UpsertOrders(service_.CallOf(service_.other_tenant), request).status()),
            "CUSTOMER_NOT_FOUND");
}

}  // namespace
}  // namespace guanxi::customer
