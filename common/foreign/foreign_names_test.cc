// What is asked about other services' records, and what their answers come to. The other service is
// a gRPC server of the test's own.
#include "common/foreign/foreign_names.h"

#include <grpcpp/grpcpp.h>

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/errors/grpc.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/contact_service.grpc.pb.h"
#include "guanxi/customer/v1/customer_service.grpc.pb.h"

namespace guanxi::foreign {
namespace {

using customer::v1::BatchGetContactsRequest;
using customer::v1::BatchGetContactsResponse;
using customer::v1::BatchGetCustomersRequest;
using customer::v1::BatchGetCustomersResponse;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

constexpr char kMissing[] = "names nothing that exists";

std::string Customer(int i) {
  return "customers/" + DeriveUuid("customer", absl::StrCat(i)).ToString();
}

// Has what it is told to have, and tells of what is asked for and is not there, as the real one.
class Customers : public customer::v1::CustomerService::Service {
 public:
  grpc::Status BatchGetCustomers(grpc::ServerContext* context,
                                 const BatchGetCustomersRequest* request,
                                 BatchGetCustomersResponse* response) override {
    asked.push_back(request->names_size());
    masks.insert(absl::StrJoin(request->read_mask().paths(), ","));
    const auto token = context->client_metadata().find("authorization");
    if (token != context->client_metadata().end()) {
      tokens.emplace(token->second.data(), token->second.size());
    }
    if (request->names_size() > most) {
      return ToGrpcStatus(Error(absl::StatusCode::kInvalidArgument, "BATCH_TOO_LARGE", "too much"));
    }
    for (int i = 0; i < request->names_size(); ++i) {
      if (malformed.count(request->names(i)) == 0) continue;
      return ToGrpcStatus(InvalidField(absl::StrCat("names[", i, "]"), "is no name"));
    }
    std::vector<std::string> absent;
    for (const std::string& name : request->names()) {
      if (live.count(name) + deleted.count(name) == 0) absent.push_back(name);
    }
    if (!absent.empty()) {
      return ToGrpcStatus(Error(absl::StatusCode::kNotFound, "CUSTOMER_NOT_FOUND", "absent",
                                {{"names", absl::StrJoin(absent, ",")}}));
    }
    for (const std::string& name : request->names()) {
      auto& one = *response->add_customers();
      one.set_name(name);
      if (deleted.count(name) != 0) one.mutable_delete_time()->set_seconds(1);
    }
    return grpc::Status::OK;
  }

  std::set<std::string> live, deleted, malformed;
  int most = 1000;  // names that one answer can hold
  std::vector<int> asked;
  std::set<std::string> masks, tokens;
};

class Contacts : public customer::v1::ContactService::Service {
 public:
  grpc::Status BatchGetContacts(grpc::ServerContext*, const BatchGetContactsRequest* request,
                                BatchGetContactsResponse* response) override {
    parents.insert(request->parent());
    for (const std::string& name : request->names()) response->add_contacts()->set_name(name);
    return grpc::Status::OK;
  }
  std::set<std::string> parents;
};

class ForeignNamesTest : public ::testing::Test {
 protected:
  ForeignNamesTest() {
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&customers_);
    builder.RegisterService(&contacts_);
    server_ = builder.BuildAndStart();
    target_ = absl::StrCat("127.0.0.1:", port);
    call_.authorization = "Bearer own";
    call_.deadline = absl::Now() + absl::Seconds(30);
  }

  std::vector<Kind> Kinds() const {
    return KindsOf("customer-svc", {BatchGetCustomersRequest::descriptor()->file(),
                                    BatchGetContactsRequest::descriptor()->file()});
  }
  absl::StatusOr<resource::Faults> Ask(const std::vector<std::string>& names) const {
    return ForeignNames(Kinds(), {{"customer-svc", target_}}).Ask(call_, names);
  }

  Customers customers_;
  Contacts contacts_;
  std::unique_ptr<grpc::Server> server_;
  std::string target_;
  rpc::Call call_;
};

TEST_F(ForeignNamesTest, WhatIsThereIsReadByTheCallersOwnToken) {
  customers_.live = {Customer(1)};
  const auto faults = Ask({Customer(1)});
  ASSERT_THAT(faults, IsOk());
  EXPECT_THAT(*faults, ElementsAre(Pair(Customer(1), "")));
  EXPECT_THAT(customers_.tokens, ElementsAre("Bearer own"));
  EXPECT_THAT(customers_.masks, ElementsAre("name,delete_time")) << "as little as shows it";
}

TEST_F(ForeignNamesTest, WhatIsDeletedOrAbsentIsMissing) {
  customers_.live = {Customer(1), Customer(4)};
  customers_.deleted = {Customer(2)};
  const auto faults = Ask({Customer(1), Customer(2), Customer(3), Customer(4), Customer(5)});
  ASSERT_THAT(faults, IsOk());
  EXPECT_THAT(*faults, UnorderedElementsAre(Pair(Customer(1), ""), Pair(Customer(2), kMissing),
                                            Pair(Customer(3), kMissing), Pair(Customer(4), ""),
                                            Pair(Customer(5), kMissing)));
  // Once for all, and once more for those that are there.
  EXPECT_THAT(customers_.asked, ElementsAre(5, 3));
}

TEST_F(ForeignNamesTest, NothingIsAskedForTwiceWhereAllAreAbsent) {
  const auto faults = Ask({Customer(1), Customer(2)});
  ASSERT_THAT(faults, IsOk());
  EXPECT_EQ(faults->size(), 2u);
  EXPECT_THAT(customers_.asked, ElementsAre(2));
}

TEST_F(ForeignNamesTest, WhatOneAnswerCannotHoldIsAskedForInParts) {
  std::vector<std::string> names;
  for (int i = 0; i < 9; ++i) names.push_back(Customer(i));
  customers_.live.insert(names.begin(), names.end());
  customers_.most = 3;
  const auto faults = Ask(names);
  ASSERT_THAT(faults, IsOk());
  EXPECT_EQ(faults->size(), 9u);
  for (const auto& [name, fault] : *faults) EXPECT_EQ(fault, "") << name;
  customers_.most = 0;
  EXPECT_THAT(Ask({Customer(1)}), HasReason("BATCH_TOO_LARGE")) << "one cannot be halved";
}

TEST_F(ForeignNamesTest, ChildrenAreAskedForUnderAnyParent) {
  const std::string contact = Customer(1) + "/contacts/" + DeriveUuid("contact", "a").ToString();
  customers_.live = {Customer(2)};
  const auto faults = Ask({contact, Customer(2)});
  ASSERT_THAT(faults, IsOk());
  EXPECT_THAT(*faults, UnorderedElementsAre(Pair(contact, ""), Pair(Customer(2), "")));
  EXPECT_THAT(contacts_.parents, ElementsAre("customers/-"));
}

// By the other service's own request, in which the name has another place.
TEST_F(ForeignNamesTest, WhatIsRefusedByItsFormIsAFaultOfThatName) {
  customers_.live = {Customer(1), Customer(3)};
  customers_.malformed = {Customer(2)};
  const auto faults = Ask({Customer(1), Customer(2), Customer(3)});
  ASSERT_THAT(faults, IsOk());
  EXPECT_THAT(*faults, UnorderedElementsAre(Pair(Customer(1), ""), Pair(Customer(2), "is no name"),
                                            Pair(Customer(3), "")));
}

TEST_F(ForeignNamesTest, WhoDoesNotAnswerIsNamed) {
  server_->Shutdown(std::chrono::system_clock::now());
  server_.reset();
  const auto faults = Ask({Customer(1)});
  EXPECT_THAT(faults.status(), StatusIs(absl::StatusCode::kUnavailable, HasSubstr("customer-svc")));
  EXPECT_THAT(faults, HasReason("CUSTOMER_SVC_DOWN"));
  EXPECT_THAT(ForeignNames(Kinds(), {}).Ask(call_, std::vector<std::string>{Customer(1)}),
              HasReason("CUSTOMER_SVC_DOWN"));
}

TEST_F(ForeignNamesTest, ANameOfNoKindIsAFaultOfOurs) {
  EXPECT_THAT(Ask({"stars/" + DeriveUuid("star", "a").ToString()}),
              StatusIs(absl::StatusCode::kInternal));
  EXPECT_THAT(Ask({}).value(), IsEmpty());
}

}  // namespace
}  // namespace guanxi::foreign
