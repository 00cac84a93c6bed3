// Customers by the ids that other systems have given them, through the engine on a real MariaDB.
#include <string>

#include "common/testing/status_matchers.h"
#include "customer-svc/test_service.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer_service.pb.h"

namespace guanxi::customer {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using v1::Customer;

class CustomerExternalIdTest : public ::testing::Test {
 protected:
  absl::StatusOr<Customer> TryCreate(const v1::CreateCustomerRequest& request) {
    return service_.customers->Create<Customer>(service_.call(), request);
  }
  absl::StatusOr<Customer> TryUpdate(const v1::UpdateCustomerRequest& request) {
    return service_.customers->Update<Customer>(service_.call(), request);
  }
  static std::string Metadata(const absl::Status& status, const std::string& key) {
    google::rpc::ErrorInfo info;
    const auto detail = status.GetPayload("type.googleapis.com/google.rpc.ErrorInfo");
    if (!detail.has_value() || !info.ParseFromString(std::string(*detail))) return "";
    return info.metadata().count(key) != 0 ? info.metadata().at(key) : "";
  }
  int64_t Count() { return service_.Number("SELECT COUNT(*) FROM customers"); }

  TestService service_;
};

TEST_F(CustomerExternalIdTest, BlanksAroundExternalIdsDoNotCount) {
  Customer customer = TestService::Company("云帆");
  (*customer.mutable_external_ids())["erp"] = " 7 ";
  EXPECT_EQ(service_.Create(customer).external_ids().at("erp"), "7");
  v1::CreateCustomerRequest request;
  *request.mutable_customer() = customer;
  (*request.mutable_customer()->mutable_external_ids())["erp"] = "7 ";
  EXPECT_THAT(TryCreate(request), HasReason("EXTERNAL_ID_ALREADY_EXISTS"));
  EXPECT_THAT(TryCreate(request),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("customer.external_ids.erp")));
  v1::UpdateCustomerRequest upsert;
  *upsert.mutable_customer() = request.customer();
  upsert.mutable_customer()->set_name("customers/-");
  upsert.set_allow_missing(true);
  ASSERT_THAT(TryUpdate(upsert), IsOk());
  EXPECT_EQ(Count(), 1);
  (*request.mutable_customer()->mutable_external_ids())["erp"] = " ";
  EXPECT_THAT(TryCreate(request),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("customer.external_ids.erp")));
}

TEST_F(CustomerExternalIdTest, UpsertFindsByExternalId) {
  v1::UpdateCustomerRequest request;
  *request.mutable_customer() = TestService::Company("云帆");
  request.mutable_customer()->set_name("customers/-");
  (*request.mutable_customer()->mutable_external_ids())["erp"] = "C-1";
  EXPECT_THAT(TryUpdate(request), HasReason("CUSTOMER_NOT_FOUND"));
  request.set_allow_missing(true);
  const Customer created = *TryUpdate(request);
  request.mutable_customer()->set_industry("软件");
  const Customer updated = *TryUpdate(request);
  EXPECT_EQ(updated.name(), created.name());
  EXPECT_EQ(updated.industry(), "软件");
  EXPECT_EQ(Count(), 1);

  // A missing name is created under that name; a deleted one is not.
  const std::string name = "customers/0190a6c0-0000-7000-8000-000000000002";
  request.mutable_customer()->set_name(name);
  request.mutable_customer()->clear_external_ids();
  EXPECT_EQ(TryUpdate(request)->name(), name);
  v1::DeleteCustomerRequest erase;
  erase.set_name(name);
  ASSERT_THAT(service_.customers->Delete<Customer>(service_.call(), erase), IsOk());
  EXPECT_THAT(TryUpdate(request), HasReason("CUSTOMER_ALREADY_EXISTS"));
}

TEST_F(CustomerExternalIdTest, WhatNobodyHasIsNamed) {
  v1::UpdateCustomerRequest request;
  *request.mutable_customer() = TestService::Company("云帆");
  request.mutable_customer()->set_name("customers/-");
  (*request.mutable_customer()->mutable_external_ids())["erp"] = "C-1";
  const absl::Status alone = TryUpdate(request).status();
  EXPECT_EQ(alone.message(),
            "customer.external_ids.erp: customers/- is not found: no customer has that id");
  EXPECT_EQ(ResourceOf(alone), "customers/-");

  v1::BatchUpdateCustomersRequest batch;
  v1::UpdateCustomerRequest* const first = batch.add_requests();
  first->mutable_customer()->set_name(service_.Create(TestService::Company("甲")).name());
  *batch.add_requests() = request;
  EXPECT_THAT(
      service_.customers->BatchUpdate<v1::BatchUpdateCustomersResponse>(service_.call(), batch),
      StatusIs(absl::StatusCode::kNotFound,
               HasSubstr("requests[1].customer.external_ids.erp: customers/- is not found")));
  const std::string absent = "customers/0190a6c0-0000-7000-8000-000000000002";
  batch.mutable_requests(1)->mutable_customer()->set_name(absent);
  EXPECT_THAT(
      service_.customers->BatchUpdate<v1::BatchUpdateCustomersResponse>(service_.call(), batch),
      AllOf(StatusIs(absl::StatusCode::kNotFound,
                     "requests[1].customer.name: " + absent + " is not found"),
            HasReason("CUSTOMER_NOT_FOUND")));
}

TEST_F(CustomerExternalIdTest, ExternalIdsAreUniqueInTheTenant) {
  Customer customer = TestService::Company("云帆");
  (*customer.mutable_external_ids())["erp"] = "1";
  service_.Create(customer);
  v1::CreateCustomerRequest request;
  *request.mutable_customer() = customer;
  EXPECT_THAT(TryCreate(request), HasReason("EXTERNAL_ID_ALREADY_EXISTS"));
  EXPECT_THAT(service_.customers->Create<Customer>(service_.CallOf(service_.other_tenant), request),
              IsOk());
  const Customer second = service_.Create(TestService::Company("另一家"));
  v1::UpdateCustomerRequest update;
  update.mutable_customer()->set_name(second.name());
  (*update.mutable_customer()->mutable_external_ids())["erp"] = "1";
  EXPECT_THAT(TryUpdate(update), HasReason("EXTERNAL_ID_ALREADY_EXISTS"));
}

TEST_F(CustomerExternalIdTest, TakenIdsNameTheirHolderAndSayThatItIsDeleted) {
  Customer customer = TestService::Company("云帆");
  (*customer.mutable_external_ids())["erp"] = "1";
  const Customer holder = service_.Create(customer);
  v1::CreateCustomerRequest by_external_id, by_id;
  *by_external_id.mutable_customer() = customer;
  *by_id.mutable_customer() = TestService::Company("另一家");
  by_id.set_customer_id(holder.name().substr(sizeof("customers")));
  EXPECT_THAT(TryCreate(by_external_id),
              StatusIs(absl::StatusCode::kAlreadyExists,
                       AllOf(HasSubstr("customer.external_ids.erp"), HasSubstr(holder.name()),
                             ::testing::Not(HasSubstr("deleted")))));
  v1::DeleteCustomerRequest erase;
  erase.set_name(holder.name());
  ASSERT_THAT(service_.customers->Delete<Customer>(service_.call(), erase), IsOk());
  for (const auto& request : {by_external_id, by_id}) {
    const auto refused = TryCreate(request);
    EXPECT_THAT(refused, StatusIs(absl::StatusCode::kAlreadyExists,
                                  AllOf(HasSubstr(holder.name()), HasSubstr("is deleted"))));
    EXPECT_EQ(Metadata(refused.status(), "holder"), holder.name());
    EXPECT_EQ(Metadata(refused.status(), "deleted"), "true");
  }
  v1::UpdateCustomerRequest upsert;
  *upsert.mutable_customer() = customer;
  upsert.mutable_customer()->set_name("customers/-");
  upsert.set_allow_missing(true);
  EXPECT_EQ(Metadata(TryUpdate(upsert).status(), "holder"), holder.name());
}

// A map's keys in a mask: two systems change their ids without knowing of each other.
TEST_F(CustomerExternalIdTest, MasksNameKeysOfMaps) {
  Customer customer = TestService::Company("云帆");
  (*customer.mutable_external_ids())["erp"] = "1";
  (*customer.mutable_external_ids())["shop"] = "s";
  v1::UpdateCustomerRequest request;
  request.mutable_customer()->set_name(service_.Create(customer).name());
  (*request.mutable_customer()->mutable_external_ids())["erp"] = " 2 ";
  (*request.mutable_customer()->mutable_external_ids())["shop"] = "not named";
  request.mutable_update_mask()->add_paths("externalIds.erp");
  const auto updated = TryUpdate(request);
  ASSERT_THAT(updated, IsOk());
  EXPECT_EQ(updated->external_ids().at("erp"), "2");
  EXPECT_EQ(updated->external_ids().at("shop"), "s");
  request.mutable_update_mask()->set_paths(0, "external_ids.shop");
  request.mutable_customer()->clear_external_ids();
  EXPECT_EQ(TryUpdate(request)->external_ids().size(), 1u);
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM external_ids WHERE value = '2'"), 1);
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM external_ids"), 1);
}

}  // namespace
}  // namespace guanxi::customer
