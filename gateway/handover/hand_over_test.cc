// Hand-overs from start to end, over a real MariaDB; the services that have the records are not
// there, and what they would answer is made here.
#include "gateway/handover/hand_over.h"

#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/errors/grpc.h"
#include "common/jobs/leases.h"
#include "common/jobs/operation_store.h"
#include "common/jobs/runner.h"
#include "common/rpc/client.h"
#include "common/testing/fake_clock.h"
#include "common/testing/mariadb.h"
#include "common/testing/status_matchers.h"
#include "gateway/handover/hand_over_figures_testing.h"
#include "gateway/handover/hand_over_leads_testing.h"
#include "gateway/handover/hand_over_testing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer_service.grpc.pb.h"
#include "guanxi/lead/v1/lead_service.grpc.pb.h"
#include "guanxi/lead/v1/opportunity_service.grpc.pb.h"
#include "guanxi/workflow/v1/automation_rule_service.grpc.pb.h"
#include "guanxi/workflow/v1/todo_service.grpc.pb.h"

namespace guanxi::handover {
namespace {

using access::v1::HandOverUserMetadata;
using access::v1::HandOverUserRequest;
using access::v1::HandOverUserResponse;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class HandOverTest : public ::testing::Test {
 protected:
  HandOverTest() {
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&customers_service_);
    builder.RegisterService(&contracts_service_);
    builder.RegisterService(&dashboards_service_);
    builder.RegisterService(&data_access_service_);
    builder.RegisterService(&leads_service_);
    builder.RegisterService(&opportunities_service_);
    builder.RegisterService(&quotes_service_);
    builder.RegisterService(&targets_service_);
    builder.RegisterService(&tickets_service_);
    builder.RegisterService(&todos_service_);
    builder.RegisterService(&rules_service_);
    server_ = builder.BuildAndStart();
    rpc::ClientOptions options;
    options.target = absl::StrCat("127.0.0.1:", port);
    records_ = std::make_unique<OwnedRecords>(rpc::NewChannel(options));
    Tools tools;
    tools.database = database_.get();
    tools.records = records_.get();
    tools.token = [](const Principal& principal) -> absl::StatusOr<std::string> {
      return absl::StrCat("for-", principal.subject);
    };
    tools.department = [this](const Uuid&, absl::string_view user) -> absl::StatusOr<std::string> {
      EXPECT_EQ(user, kHeir);
      if (heir_is_gone_) return NotFound("USER", user);
      return heirs_department_;
    };
    runner_ = std::make_unique<jobs::Runner>(
        &leases_, std::map<std::string, jobs::Handler>{{kHandOverKind, HandOverHandler(tools)}});
  }

  static std::string Name(const char* collection, int n) {
    return absl::StrCat(collection, "/", 1000 + n);
  }
  static void Put(Shelf* shelf, const char* collection, int count, const char* owner = kLeaver) {
    const int first = static_cast<int>(shelf->records.size());
    for (int i = first; i < first + count; ++i) {
      shelf->records[Name(collection, i)] = {owner, "departments/old"};
    }
  }
  static int CountOf(const Shelf& shelf, const char* owner) {
    return static_cast<int>(
        std::count_if(shelf.records.begin(), shelf.records.end(),
                      [&](const auto& one) { return one.second.owner == owner; }));
  }

  google::longrunning::Operation Start(const std::string& request_id = "") {
    HandOverUserRequest request;
    request.set_name(kLeaver);
    request.set_heir(kHeir);
    request.set_request_id(request_id);
    return Queue(&operations_, starter_, request).value();
  }
  // Works until nobody waits, or for so many turns; then the operation as it stands.
  google::longrunning::Operation Work(const google::longrunning::Operation& operation,
                                      int turns = 50) {
    for (int i = 0; i < turns; ++i) {
      clock_.Advance(absl::Minutes(1));
      const auto worked = runner_->RunOne();
      EXPECT_THAT(worked, IsOk());
      if (!worked.ok() || Look(&operations_, starter_, operation.name())->done()) break;
    }
    return Look(&operations_, starter_, operation.name()).value();
  }
  static HandOverUserResponse ResponseOf(const google::longrunning::Operation& operation) {
    HandOverUserResponse response;
    EXPECT_TRUE(operation.done() && operation.response().UnpackTo(&response))
        << operation.ShortDebugString();
    return response;
  }
  Shelf& customers() { return customers_service_.shelf; }
  Shelf& contracts() { return contracts_service_.shelf; }
  Shelf& leads() { return leads_service_.shelf; }
  Shelf& opportunities() { return opportunities_service_.shelf; }
  Shelf& quotes() { return quotes_service_.shelf; }

  FakeClock clock_{absl::FromUnixSeconds(1'790'000'000)};
  UuidSource ids_;
  const std::unique_ptr<db::Database> database_ =
      db::Database::Create({SharedMariaDb()->CreateSchema("gateway/schema").value()}).value();
  jobs::OperationStore operations_{database_.get(), &clock_, &ids_};
  jobs::Leases leases_{database_.get(), &clock_, {"test"}};
  const Principal starter_{ids_.Next(), "users/boss", "console@demo"};
  Customers customers_service_;
  Contracts contracts_service_;
  Dashboards dashboards_service_;
  DataAccessRequests data_access_service_;
  Leads leads_service_;
  Opportunities opportunities_service_;
  Quotes quotes_service_;
  Targets targets_service_;
  ServiceTickets tickets_service_;
  Todos todos_service_;
  AutomationRules rules_service_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<OwnedRecords> records_;
  std::unique_ptr<jobs::Runner> runner_;
  std::string heirs_department_ = kSales;
  bool heir_is_gone_ = false;
};

TEST_F(HandOverTest, GivesAllRecordsOfAllKindsOnce) {
  Put(&customers(), "customers", 250);
  Put(&customers(), "customers", 5, "users/other");
  Put(&contracts(), "contracts", 5);
  Put(&dashboards_service_.shelf, "dashboards", 3);
  Put(&data_access_service_.shelf, "dataAccessRequests", 2);
  Put(&leads(), "leads", 4);
  Put(&opportunities(), "opportunities", 3);
  Put(&quotes(), "quotes", 2);
  Put(&targets_service_.shelf, "targets", 1);
  Put(&tickets_service_.shelf, "serviceTickets", 6);
  const auto operation = Work(Start());
  const HandOverUserResponse response = ResponseOf(operation);
  EXPECT_EQ(response.moved_count(), 276);
  EXPECT_EQ(response.failed_count(), 0);
  HandOverUserMetadata metadata;
  ASSERT_TRUE(operation.metadata().UnpackTo(&metadata));
  EXPECT_EQ(metadata.moved_count(), 276);
  EXPECT_EQ(CountOf(customers(), kHeir), 250);
  EXPECT_EQ(CountOf(customers(), "users/other"), 5);
  EXPECT_EQ(CountOf(contracts(), kHeir), 5);
  EXPECT_EQ(CountOf(dashboards_service_.shelf, kHeir), 3);
  EXPECT_EQ(CountOf(data_access_service_.shelf, kHeir), 2);
  EXPECT_EQ(CountOf(leads(), kHeir), 4);
  EXPECT_EQ(CountOf(opportunities(), kHeir), 3);
  EXPECT_EQ(CountOf(quotes(), kHeir), 2);
  EXPECT_EQ(CountOf(targets_service_.shelf, kHeir), 1);
  EXPECT_EQ(CountOf(tickets_service_.shelf, kHeir), 6);
  EXPECT_EQ(customers().given.size(), 250u);
  EXPECT_EQ(customers().records[Name("customers", 0)].department, kSales);
  // By the rights of who started it.
  EXPECT_THAT(customers().tokens, ElementsAre("Bearer for-users/boss"));
}

TEST_F(HandOverTest, AnHeirWithoutADepartmentLeavesThemWhereTheyAre) {
  heirs_department_.clear();
  Put(&customers(), "customers", 2);
  EXPECT_EQ(ResponseOf(Work(Start())).moved_count(), 2);
  EXPECT_EQ(customers().records[Name("customers", 0)].department, "departments/old");
}

TEST_F(HandOverTest, WhatDoesNotGoIsLeftAndNamed) {
  Put(&customers(), "customers", 150);
  for (int i = 0; i < 25; ++i) customers().refused.insert(Name("customers", 2 * i));
  const HandOverUserResponse response = ResponseOf(Work(Start()));
  EXPECT_EQ(response.moved_count(), 125);
  EXPECT_EQ(response.failed_count(), 25);
  ASSERT_EQ(response.failures_size(), 20);
  EXPECT_THAT(response.failures(0), HasSubstr(Name("customers", 0)));
  EXPECT_THAT(response.failures(0), HasSubstr("it is locked"));
  EXPECT_EQ(CountOf(customers(), kLeaver), 25);
}

TEST_F(HandOverTest, WhatChangesMeanwhileIsLookedAtOnceMore) {
  Put(&customers(), "customers", 120);
  customers().changing = {Name("customers", 7), Name("customers", 110)};
  const HandOverUserResponse response = ResponseOf(Work(Start()));
  EXPECT_EQ(response.moved_count(), 120);
  EXPECT_EQ(response.failed_count(), 0);
  EXPECT_EQ(customers().given.size(), 120u);
}

TEST_F(HandOverTest, WhatNeverComesToRestIsLeft) {
  Put(&customers(), "customers", 3);
  customers().restless = {Name("customers", 1)};
  const HandOverUserResponse response = ResponseOf(Work(Start()));
  EXPECT_EQ(response.moved_count(), 2);
  EXPECT_EQ(response.failed_count(), 1);
  ASSERT_EQ(response.failures_size(), 1);
  EXPECT_THAT(response.failures(0), HasSubstr(Name("customers", 1)));
}

// Looking once more for one of them counts none of the others again.
TEST_F(HandOverTest, WhatDoesNotGoIsCountedOnceHoweverOftenItIsLookedAt) {
  Put(&customers(), "customers", 4);
  customers().refused = {Name("customers", 0)};
  customers().changing = {Name("customers", 2)};
  const HandOverUserResponse response = ResponseOf(Work(Start()));
  EXPECT_EQ(response.moved_count(), 3);
  EXPECT_EQ(response.failed_count(), 1);
  EXPECT_EQ(response.failures_size(), 1);
}

// Whose it is stays as it is, and its department.
TEST_F(HandOverTest, WhomItNamesBesideTheOwnerIsGivenOn) {
  Put(&customers(), "customers", 2, "users/other");
  Put(&customers(), "customers", 1);
  for (const int n : {0, 2}) customers().records[Name("customers", n)].dedicated = kLeaver;
  EXPECT_EQ(ResponseOf(Work(Start())).moved_count(), 3);
  for (const int n : {0, 2}) EXPECT_EQ(customers().records[Name("customers", n)].dedicated, kHeir);
  EXPECT_EQ(customers().records[Name("customers", 1)].dedicated, "");
  EXPECT_EQ(customers().records[Name("customers", 0)].owner, "users/other");
  EXPECT_EQ(customers().records[Name("customers", 0)].department, "departments/old");
  EXPECT_EQ(customers().records[Name("customers", 2)].owner, kHeir);
}

TEST_F(HandOverTest, GoesOnWhereItWasWhenAServiceIsBack) {
  Put(&customers(), "customers", 250);
  customers().lists_left = 2;
  const auto operation = Start();
  EXPECT_FALSE(Work(operation, 2).done());
  EXPECT_EQ(customers().given.size(), 200u);
  customers().lists_left = -1;
  EXPECT_EQ(ResponseOf(Work(operation)).moved_count(), 250);
  EXPECT_EQ(customers().given.size(), 250u);
}

TEST_F(HandOverTest, EndsWhenTheHeirIsGone) {
  Put(&customers(), "customers", 10);
  heir_is_gone_ = true;
  const auto operation = Work(Start());
  ASSERT_TRUE(operation.has_error()) << operation.ShortDebugString();
  EXPECT_EQ(operation.error().code(), static_cast<int>(absl::StatusCode::kNotFound));
  EXPECT_THAT(customers().given, IsEmpty());
}

TEST_F(HandOverTest, TheSameRequestIsTheSameOperationAndNobodyElseSeesIt) {
  const std::string id = "018f0000-0000-7000-8000-00000000000a";
  const auto operation = Start(id);
  EXPECT_THAT(operation.name(), HasSubstr("handOvers/"));
  EXPECT_EQ(Start(id).name(), operation.name());
  EXPECT_NE(Start().name(), operation.name());
  Principal other = starter_;
  other.subject = "users/other";
  EXPECT_THAT(Look(&operations_, other, operation.name()), HasReason("OPERATION_NOT_FOUND"));
  EXPECT_THAT(Look(&operations_, starter_, "operations/x"), HasReason("INVALID_NAME"));
}

}  // namespace
}  // namespace guanxi::handover
