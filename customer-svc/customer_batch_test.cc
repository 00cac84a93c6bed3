// Batches of customers, through the engine on a real MariaDB.
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/errors/metadata.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/test_service.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer_service.pb.h"

namespace guanxi::customer {
namespace {

using ::testing::HasSubstr;
using v1::Customer;

class CustomerBatchTest : public ::testing::Test {
 protected:
  absl::StatusOr<v1::BatchUpdateCustomersResponse> Update(
      const v1::BatchUpdateCustomersRequest& request) {
    return service_.customers->BatchUpdate<v1::BatchUpdateCustomersResponse>(service_.call(),
                                                                             request);
  }
  absl::StatusOr<v1::BatchCreateCustomersResponse> Create(
      const v1::BatchCreateCustomersRequest& request) {
    return service_.customers->BatchCreate<v1::BatchCreateCustomersResponse>(service_.call(),
                                                                             request);
  }
  Customer CreateWithId(const std::string& display_name, const std::string& id) {
    Customer customer = TestService::Company(display_name);
    (*customer.mutable_external_ids())["erp"] = id;
    return service_.Create(customer);
  }
  // An entry that changes the industry of the customer with the name, or with the external id.
  static Customer* Add(const std::string& name, const std::string& id,
                       v1::BatchUpdateCustomersRequest* request) {
    Customer* customer = request->add_requests()->mutable_customer();
    *customer = TestService::Company("云帆");
    customer->set_name(name);
    customer->set_industry("软件");
    if (!id.empty()) (*customer->mutable_external_ids())["erp"] = id;
    return customer;
  }
  int64_t Count(const std::string& rows) {
    return service_.Number(absl::StrCat("SELECT COUNT(*) FROM ", rows));
  }

  TestService service_;
};

TEST_F(CustomerBatchTest, BatchesAreAllOrNothing) {
  v1::BatchCreateCustomersRequest request;
  for (const char* name : {"一", "二", ""}) {
    *request.add_requests()->mutable_customer() = TestService::Company(name);
  }
  using Response = v1::BatchCreateCustomersResponse;
  EXPECT_THAT(
      service_.customers->BatchCreate<Response>(service_.call(), request),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("requests[2].customer.display_name")));
  EXPECT_EQ(Count("customers"), 0);
  request.mutable_requests()->RemoveLast();
  const Response created = *service_.customers->BatchCreate<Response>(service_.call(), request);
  ASSERT_EQ(created.customers_size(), 2);

  v1::BatchGetCustomersRequest get;
  get.add_names(created.customers(1).name());
  get.add_names(created.customers(0).name());
  get.mutable_read_mask()->add_paths("display_name");
  const auto read =
      *service_.customers->BatchGet<v1::BatchGetCustomersResponse>(service_.call(), get);
  EXPECT_EQ(read.customers(0).display_name(), "二");
  EXPECT_FALSE(read.customers(0).has_create_time());
  const std::string absent[] = {"customers/0190a6c0-0000-7000-8000-000000000008",
                                "customers/0190a6c0-0000-7000-8000-000000000009"};
  get.add_names(absent[0]);
  get.add_names(absent[1]);
  const absl::Status missing =
      service_.customers->BatchGet<v1::BatchGetCustomersResponse>(service_.call(), get).status();
  EXPECT_THAT(missing, HasReason("CUSTOMER_NOT_FOUND"));
  EXPECT_EQ(MetadataOf(missing)["names"], absl::StrCat(absent[0], ",", absent[1]));

  v1::BatchDeleteCustomersRequest erase;
  erase.add_names(created.customers(0).name());
  erase.add_names("customers/0190a6c0-0000-7000-8000-000000000009");
  using Deleted = v1::BatchDeleteCustomersResponse;
  EXPECT_THAT(service_.customers->BatchDelete<Deleted>(service_.call(), erase),
              HasReason("CUSTOMER_NOT_FOUND"));
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM customers WHERE live = 1"), 2);
}

TEST_F(CustomerBatchTest, ErrorsNameAllEntries) {
  v1::BatchCreateCustomersRequest create;
  for (const char* name : {"一", "二", "三"}) {
    create.add_requests()->mutable_customer()->set_display_name(name);
  }
  create.mutable_requests(1)->mutable_customer()->set_type(Customer::PERSON);
  EXPECT_THAT(Create(create), StatusIs(absl::StatusCode::kInvalidArgument,
                                       ::testing::AllOf(HasSubstr("requests[0].customer.type"),
                                                        ::testing::Not(HasSubstr("requests[1]")),
                                                        HasSubstr("requests[2].customer.type"))));
  create.mutable_requests(0)->set_customer_id("x");
  create.mutable_requests(2)->set_customer_id("y");
  EXPECT_THAT(Create(create), StatusIs(absl::StatusCode::kInvalidArgument,
                                       ::testing::AllOf(HasSubstr("requests[0].customer_id"),
                                                        HasSubstr("requests[2].customer_id"))));

  v1::BatchUpdateCustomersRequest update;
  for (const char* name : {"甲", "乙"}) {
    Add(service_.Create(TestService::Company(name)).name(), "", &update)->set_owner("nobody");
  }
  EXPECT_THAT(Update(update), StatusIs(absl::StatusCode::kInvalidArgument,
                                       ::testing::AllOf(HasSubstr("requests[0].customer.owner"),
                                                        HasSubstr("requests[1].customer.owner"))));
  for (auto& entry : *update.mutable_requests()) entry.mutable_update_mask()->add_paths("nonsense");
  EXPECT_THAT(Update(update), StatusIs(absl::StatusCode::kInvalidArgument,
                                       ::testing::AllOf(HasSubstr("requests[0].update_mask"),
                                                        HasSubstr("requests[1].update_mask"))));

  v1::BatchDeleteCustomersRequest erase;
  for (const char* name : {"a", "b"}) erase.add_names(name);
  const auto deleted =
      service_.customers->BatchDelete<v1::BatchDeleteCustomersResponse>(service_.call(), erase);
  EXPECT_THAT(deleted, HasReason("INVALID_NAME"));
  EXPECT_THAT(deleted, StatusIs(absl::StatusCode::kInvalidArgument,
                                ::testing::AllOf(HasSubstr("names[0]"), HasSubstr("names[1]"))));
}

TEST_F(CustomerBatchTest, UpdateAnswersInTheOrderOfTheRequests) {
  const Customer a = CreateWithId("甲", "1");
  const Customer b = service_.Create(TestService::Company("乙"));
  v1::BatchUpdateCustomersRequest request;
  Add(b.name(), "", &request)->set_etag(b.etag());
  request.mutable_requests(0)->mutable_update_mask()->add_paths("industry");
  Add("customers/-", "1", &request);
  request.mutable_requests(1)->mutable_update_mask()->add_paths("industry");
  request.add_requests()->set_allow_missing(true);
  *request.mutable_requests(2)->mutable_customer() = TestService::Company("丙");
  request.mutable_requests(2)->mutable_customer()->set_name("customers/-");
  (*request.mutable_requests(2)->mutable_customer()->mutable_external_ids())["erp"] = "3";
  const auto updated = Update(request);
  ASSERT_THAT(updated, IsOk());
  ASSERT_EQ(updated->customers_size(), 3);
  EXPECT_EQ(updated->customers(0).name(), b.name());
  EXPECT_EQ(updated->customers(0).display_name(), "乙");
  EXPECT_EQ(updated->customers(0).industry(), "软件");
  EXPECT_EQ(updated->customers(1).name(), a.name());
  EXPECT_EQ(updated->customers(1).etag(), "2");
  EXPECT_EQ(updated->customers(2).display_name(), "丙");
  EXPECT_EQ(Count("customers"), 3);
  EXPECT_EQ(Count("changes"), 5);
}

TEST_F(CustomerBatchTest, UpdateIsAllOrNothing) {
  const Customer a = service_.Create(TestService::Company("甲"));
  const Customer b = service_.Create(TestService::Company("乙"));
  v1::BatchUpdateCustomersRequest request;
  Add(a.name(), "", &request);
  Add(b.name(), "", &request)->set_etag("99");
  EXPECT_THAT(Update(request), HasReason("STALE_ETAG"));
  request.mutable_requests(1)->mutable_customer()->clear_etag();
  request.mutable_requests(1)->mutable_customer()->add_phones()->set_number("12");
  EXPECT_THAT(Update(request), StatusIs(absl::StatusCode::kInvalidArgument,
                                        HasSubstr("requests[1].customer.phones[0].number")));
  request.mutable_requests(1)->mutable_customer()->clear_phones();
  request.mutable_requests(1)->mutable_customer()->set_name(
      "customers/0190a6c0-0000-7000-8000-000000000009");
  EXPECT_THAT(Update(request), HasReason("CUSTOMER_NOT_FOUND"));
  EXPECT_EQ(Count("changes"), 2);
  request.mutable_requests()->RemoveLast();
  request.mutable_requests(0)->set_request_id("0190a6c0-0000-7000-8000-0000000000aa");
  EXPECT_THAT(Update(request),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("requests[0].request_id")));
}

TEST_F(CustomerBatchTest, UpdateTakesEachCustomerOnce) {
  const Customer a = CreateWithId("甲", "1");
  const std::string upper =
      absl::StrCat("customers/", absl::AsciiStrToUpper(a.name().substr(sizeof("customers"))));
  const struct {
    std::string first, first_id, second, second_id;
  } kCases[] = {
      {a.name(), "", a.name(), ""},
      {a.name(), "", upper, ""},
      {a.name(), "", "customers/-", "1"},
      {"customers/-", "1", a.name(), ""},
      {"customers/-", "1", "customers/-", " 1 "},
      {"customers/-", "new", "customers/-", "new"},
      {"customers/0190A6C0-0000-7000-8000-000000000009", "",
       "customers/0190a6c0-0000-7000-8000-000000000009", ""},
  };
  for (const auto& c : kCases) {
    v1::BatchUpdateCustomersRequest request;
    Add(c.first, c.first_id, &request)->add_phones()->set_number("13800138000");
    Add(c.second, c.second_id, &request)->add_phones()->set_number("13800138001");
    for (auto& entry : *request.mutable_requests()) entry.set_allow_missing(true);
    EXPECT_THAT(Update(request), StatusIs(absl::StatusCode::kInvalidArgument,
                                          HasSubstr("requests[1].customer.name")))
        << c.first << " " << c.second;
  }
  EXPECT_EQ(Count("changes"), 1);
  EXPECT_EQ(Count("search_keys"), 0);
}

TEST_F(CustomerBatchTest, AnExternalIdIsTakenOnceInABatch) {
  v1::BatchCreateCustomersRequest create;
  for (const char* id : {"1", "2", "1"}) {
    Customer* customer = create.add_requests()->mutable_customer();
    *customer = TestService::Company("云帆");
    (*customer->mutable_external_ids())["erp"] = id;
  }
  const auto created = Create(create);
  EXPECT_THAT(created, HasReason("EXTERNAL_ID_ALREADY_EXISTS"));
  EXPECT_THAT(created, StatusIs(absl::StatusCode::kAlreadyExists,
                                HasSubstr("requests[2].customer.external_ids.erp")));
  EXPECT_EQ(Count("customers"), 0);

  // Also when the entries before are updates, and when one gives an id away to the next.
  const Customer a = CreateWithId("甲", "1");
  const Customer b = service_.Create(TestService::Company("乙"));
  v1::BatchUpdateCustomersRequest update;
  Add(a.name(), "7", &update);
  Add(b.name(), "7", &update);
  const auto updated = Update(update);
  EXPECT_THAT(updated, HasReason("EXTERNAL_ID_ALREADY_EXISTS"));
  EXPECT_THAT(updated, StatusIs(absl::StatusCode::kAlreadyExists,
                                HasSubstr("requests[1].customer.external_ids.erp")));
  (*update.mutable_requests(1)->mutable_customer()->mutable_external_ids())["erp"] = "1";
  ASSERT_THAT(Update(update), IsOk());
  EXPECT_EQ(Count("external_ids WHERE value IN ('1', '7')"), 2);
}

TEST_F(CustomerBatchTest, UpdateKeepsSideRowsInStep) {
  v1::BatchUpdateCustomersRequest request;
  for (const char* name : {"甲", "乙"}) {
    Customer customer = TestService::Company(name);
    customer.add_phones()->set_number("13800138000");
    Add(service_.Create(customer).name(), "", &request)->add_phones()->set_number("13900139000");
  }
  ASSERT_THAT(Update(request), IsOk());
  EXPECT_EQ(Count("search_keys"), 4);
  v1::SearchCustomersRequest search;
  search.set_query("13900139000");
  using Found = v1::SearchCustomersResponse;
  EXPECT_EQ(service_.customers->Search<Found>(service_.call(), search)->customers_size(), 2);
  search.set_query("13800138000");
  EXPECT_EQ(service_.customers->Search<Found>(service_.call(), search)->customers_size(), 0);
}

TEST_F(CustomerBatchTest, RepeatedUpdateReturnsTheFirstAnswer) {
  v1::BatchUpdateCustomersRequest request;
  Add(service_.Create(TestService::Company("甲")).name(), "", &request);
  request.set_request_id("0190a6c0-0000-7000-8000-0000000000cc");
  const auto first = Update(request);
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(Update(request)->DebugString(), first->DebugString());
  EXPECT_EQ(Count("changes"), 2);
}

}  // namespace
}  // namespace guanxi::customer
