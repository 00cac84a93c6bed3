// What interactions cost the trees of companies, which say when somebody was last spoken to.
#include <string>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/test_service.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer_service.pb.h"
#include "guanxi/customer/v1/interaction_service.pb.h"

namespace guanxi::customer {
namespace {

using metadata::v1::IngestResult;
using v1::Customer;
using v1::Interaction;

constexpr int kCalls = 100;
constexpr int64_t kNow = 1'790'000'000;  // TestService's clock

class InteractionTreeTest : public ::testing::Test {
 protected:
  InteractionTreeTest() : group_(service_.Create(TestService::Company("云帆")).name()) {
    v1::CreateCustomerRequest request;
    *request.mutable_customer() = TestService::Company("云帆分公司");
    request.mutable_customer()->set_parent_organization(group_);
    EXPECT_THAT(service_.customers->Create<Customer>(service_.call(), request), IsOk());
    // As if the sums had what has happened to them.
    EXPECT_THAT(service_.Execute("UPDATE tree_nodes SET stale = 0, changes = ?", "0"), IsOk());
  }

  // kCalls calls with the group, a second apart.
  absl::StatusOr<v1::IngestInteractionsResponse> IngestCalls() {
    v1::IngestInteractionsRequest request;
    request.set_parent(group_);
    for (int i = 0; i < kCalls; ++i) {
      Interaction& call = *request.add_requests()->mutable_interaction();
      call.set_channel(Interaction::CALL);
      call.mutable_occur_time()->set_seconds(kNow - kCalls + i);
      (*call.mutable_external_ids())["pbx"] = absl::StrCat("call-", i);
    }
    return Interactions().Ingest<v1::IngestInteractionsResponse>(service_.call(), request);
  }
  const resource::Methods& Interactions() { return service_.catalog->Of<Interaction>(); }
  // How often rows of trees were written, and how many wait to be looked at.
  int64_t Writes() {
    return service_.Number("SELECT CAST(SUM(changes) AS SIGNED) FROM tree_nodes");
  }
  int64_t Stale() { return service_.Number("SELECT COUNT(*) FROM tree_nodes WHERE stale = 1"); }

  TestService service_;
  const std::string group_;
};

// A statement for each interaction would be most of what an ingest costs.
TEST_F(InteractionTreeTest, AnIngestMarksItsCustomerOnce) {
  const auto done = IngestCalls();
  ASSERT_THAT(done, IsOk());
  EXPECT_EQ(done->results(kCalls - 1).outcome(), IngestResult::CREATED);
  EXPECT_EQ(Writes(), 1);
  EXPECT_EQ(Stale(), 1);
}

// What a program noted is no contact, and what is dated back is not the last one.
TEST_F(InteractionTreeTest, WhatIsNotTheLastContactMarksNothing) {
  ASSERT_THAT(IngestCalls(), IsOk());
  ASSERT_THAT(service_.Execute("UPDATE tree_nodes SET stale = ?", "0"), IsOk());
  for (const auto channel : {Interaction::SYSTEM, Interaction::CALL}) {
    v1::CreateInteractionRequest request;
    request.set_parent(group_);
    request.mutable_interaction()->set_channel(channel);
    request.mutable_interaction()->mutable_occur_time()->set_seconds(
        channel == Interaction::CALL ? kNow - 2 * kCalls : kNow);
    ASSERT_THAT(Interactions().Create<Interaction>(service_.call(), request), IsOk());
  }
  EXPECT_EQ(Stale(), 0);
}

TEST_F(InteractionTreeTest, ADeletionMarksItsCustomer) {
  const auto done = IngestCalls();
  ASSERT_THAT(done, IsOk());
  ASSERT_THAT(service_.Execute("UPDATE tree_nodes SET stale = ?", "0"), IsOk());
  v1::DeleteInteractionRequest request;
  request.set_name(done->results(kCalls - 1).name());
  ASSERT_THAT(Interactions().Delete<Interaction>(service_.call(), request), IsOk());
  EXPECT_EQ(Stale(), 1);
}

}  // namespace
}  // namespace guanxi::customer
