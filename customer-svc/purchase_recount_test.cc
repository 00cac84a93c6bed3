// Customers say anew what they have bought when something else counts as a purchase.
#include "customer-svc/purchase_recount.h"

#include <string>

#include "common/db/sql_lint.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/order_service.h"
#include "customer-svc/test_service.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer_service.pb.h"
#include "guanxi/customer/v1/order_service.pb.h"

namespace guanxi::customer {
namespace {

using v1::Customer;

class PurchaseRecountTest : public ::testing::Test {
 protected:
  PurchaseRecountTest()
      : orders_(service_.engine.get(), service_.resources.get()),
        recount_(service_.database.get(), service_.engine.get(),
                 service_.resources->customers.get(), &service_.clock,
                 [this](const Uuid&) { return basis_; }) {}

  // A customer who has ordered for 100.
  std::string Buyer(const std::string& number) {
    const std::string name = service_.Create(TestService::Company("灵动传媒" + number)).name();
    EXPECT_THAT(Order(name, number, 100), IsOk());
    return name;
  }
  absl::Status Order(const std::string& customer, const std::string& number, int64_t amount) {
    v1::UpsertOrdersRequest request;
    request.set_parent(customer);
    v1::Order& order = *request.add_entries()->mutable_order();
    (*order.mutable_external_ids())["erp"] = number;
    order.set_state(v1::Order::PLACED);
    order.mutable_amount()->set_currency_code("CNY");
    order.mutable_amount()->set_units(amount);
    order.mutable_order_date()->set_year(2026);
    order.mutable_order_date()->set_month(3);
    order.mutable_order_date()->set_day(1);
    return orders_.UpsertOrders(service_.call(), request).status();
  }
  Customer Get(const std::string& name) {
    v1::GetCustomerRequest request;
    request.set_name(name);
    return service_.customers->Get<Customer>(service_.call(), request).value();
  }
  int64_t Buyers() {
    return service_.Number("SELECT COUNT(*) FROM customers WHERE purchase_count > 0");
  }

  absl::StatusOr<Customer::PurchaseBasis> basis_ = Customer::PURCHASE_BASIS_UNSPECIFIED;
  TestService service_;
  OrderServiceImpl orders_;
  PurchaseRecount recount_;
};

TEST_F(PurchaseRecountTest, AllCustomersAreGoneOver) {
  for (int i = 0; i < 60; ++i) Buyer(std::to_string(i));  // more than a page
  EXPECT_EQ(Buyers(), 60);
  ASSERT_THAT(recount_.Run(absl::Minutes(1)), IsOk());
  EXPECT_EQ(Buyers(), 60);
  basis_ = Customer::CONTRACTS;
  ASSERT_THAT(recount_.Run(absl::Minutes(1)), IsOk());
  EXPECT_EQ(Buyers(), 0);
  basis_ = absl::UnavailableError("nobody says");
  EXPECT_TRUE(absl::IsUnavailable(recount_.Run(absl::Minutes(1))));
  EXPECT_EQ(Buyers(), 0);
  basis_ = Customer::PURCHASE_BASIS_UNSPECIFIED;
  // A page in each run: what is left is for the next one.
  ASSERT_THAT(recount_.Run(absl::ZeroDuration()), IsOk());
  EXPECT_EQ(Buyers(), 50);
  ASSERT_THAT(recount_.Run(absl::ZeroDuration()), IsOk());
  EXPECT_EQ(Buyers(), 60);
}

TEST_F(PurchaseRecountTest, WhoWritesGoesByWhatCountsSince) {
  const std::string name = Buyer("1");
  EXPECT_EQ(Get(name).purchase_basis(), Customer::ORDERS);
  const std::string etag = Get(name).etag();
  basis_ = Customer::RECEIPTS;
  ASSERT_THAT(recount_.Run(absl::Minutes(1)), IsOk());
  ASSERT_THAT(Order(name, "2", 50), IsOk());
  EXPECT_EQ(Get(name).purchase_basis(), Customer::PURCHASE_BASIS_UNSPECIFIED);
  EXPECT_EQ(Get(name).purchase_count(), 0);
  EXPECT_EQ(Get(name).order_count(), 2);
  EXPECT_EQ(Get(name).etag(), etag);
}

TEST(PurchaseRecountSqlTest, StatementsBindTheirTenant) {
  EXPECT_THAT(db::LintQueries(PurchaseRecountQueries()), ::testing::IsEmpty());
}

}  // namespace
}  // namespace guanxi::customer
