// How customers come from one stage into another, over a real MariaDB.
#include <string>

#include "absl/time/time.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/lifecycle_service.h"
#include "customer-svc/test_service.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer_service.pb.h"
#include "guanxi/customer/v1/lifecycle_service.pb.h"

namespace guanxi::customer {
namespace {

using v1::Customer;
using v1::LifecycleRecord;

class LifecycleTest : public ::testing::Test {
 protected:
  std::string Add(Customer::LifecycleStage stage) {
    Customer customer = TestService::Company("灵动传媒");
    customer.set_lifecycle_stage(stage);
    return service_.Create(customer).name();
  }
  absl::StatusOr<Customer> Move(const std::string& name, Customer::LifecycleStage stage,
                                const std::string& reason = "", const std::string& etag = "") {
    v1::MoveLifecycleStageRequest request;
    request.set_name(name);
    request.set_stage(stage);
    request.set_reason(reason);
    request.set_etag(etag);
    const auto moved = lifecycle_.MoveLifecycleStage(service_.call(), request);
    if (!moved.ok()) return moved.status();
    return moved->customer();
  }
  std::vector<LifecycleRecord> HistoryOf(const std::string& name) {
    v1::ListLifecycleRecordsRequest request;
    request.set_parent(name);
    request.set_order_by("create_time");
    const auto page =
        service_.catalog->Of<LifecycleRecord>().List<v1::ListLifecycleRecordsResponse>(
            service_.call(), request);
    EXPECT_THAT(page, IsOk());
    if (!page.ok()) return {};
    return {page->lifecycle_records().begin(), page->lifecycle_records().end()};
  }
  absl::StatusOr<v1::SummarizeLifecycleResponse> Summarize(absl::Time begin, absl::Time end) {
    v1::SummarizeLifecycleRequest request;
    request.mutable_start_time()->set_seconds(absl::ToUnixSeconds(begin));
    request.mutable_end_time()->set_seconds(absl::ToUnixSeconds(end));
    return lifecycle_.SummarizeLifecycle(service_.call(), request);
  }

  TestService service_;
  LifecycleServiceImpl lifecycle_{service_.engine.get(), service_.resources.get()};
};

TEST_F(LifecycleTest, AMoveIsRecordedWithReasonAndStay) {
  const std::string name = Add(Customer::INTENT);
  service_.clock.Advance(absl::Hours(30));
  const auto moved = Move(name, Customer::DEAL, "首单付款");
  ASSERT_THAT(moved, IsOk());
  EXPECT_EQ(moved->lifecycle_stage(), Customer::DEAL);
  EXPECT_EQ(moved->lifecycle_since_time().seconds(), absl::ToUnixSeconds(service_.clock.Now()));
  const auto history = HistoryOf(name);
  ASSERT_EQ(history.size(), 1u);
  EXPECT_EQ(history[0].from_stage(), Customer::INTENT);
  EXPECT_EQ(history[0].to_stage(), Customer::DEAL);
  EXPECT_EQ(history[0].stay_seconds(), 30 * 3600);
  EXPECT_EQ(history[0].reason(), "首单付款");
  EXPECT_EQ(history[0].actor(), service_.call().principal.subject);
}

TEST_F(LifecycleTest, AnUpdateIsRecordedTooAndTheSameStageIsNot) {
  const std::string name = Add(Customer::LIFECYCLE_STAGE_UNSPECIFIED);
  v1::UpdateCustomerRequest update;
  update.mutable_customer()->set_name(name);
  update.mutable_customer()->set_lifecycle_stage(Customer::POTENTIAL);
  update.mutable_update_mask()->add_paths("lifecycle_stage");
  ASSERT_THAT(service_.customers->Update<Customer>(service_.call(), update), IsOk());
  ASSERT_THAT(Move(name, Customer::POTENTIAL), IsOk());
  const auto history = HistoryOf(name);
  ASSERT_EQ(history.size(), 1u);
  EXPECT_FALSE(history[0].has_stay_seconds());  // it was in none
  update.mutable_customer()->set_lifecycle_stage(Customer::LIFECYCLE_STAGE_UNSPECIFIED);
  const auto cleared = service_.customers->Update<Customer>(service_.call(), update);
  ASSERT_THAT(cleared, IsOk());
  v1::GetCustomerRequest get;
  get.set_name(name);
  EXPECT_FALSE(service_.customers->Get<Customer>(service_.call(), get)->has_lifecycle_since_time());
  EXPECT_EQ(HistoryOf(name).size(), 2u);
}

TEST_F(LifecycleTest, SinceWhenCanBeAskedFor) {
  const std::string old = Add(Customer::INTENT);
  service_.clock.Advance(absl::Hours(24 * 8));
  Add(Customer::INTENT);
  v1::ListCustomersRequest list;
  list.set_filter("lifecycle_stage = INTENT AND lifecycle_since_time < ago(\"7d\")");
  const auto page = service_.customers->List<v1::ListCustomersResponse>(service_.call(), list);
  ASSERT_THAT(page, IsOk());
  ASSERT_EQ(page->customers_size(), 1);
  EXPECT_EQ(page->customers(0).name(), old);
}

TEST_F(LifecycleTest, WhatIsWrongIsNamed) {
  const std::string name = Add(Customer::INTENT);
  EXPECT_THAT(Move(name, Customer::LIFECYCLE_STAGE_UNSPECIFIED), HasReason("INVALID_FIELD"));
  EXPECT_THAT(Move(name, static_cast<Customer::LifecycleStage>(99)), HasReason("INVALID_FIELD"));
  EXPECT_THAT(Move(name, Customer::DEAL, std::string(513, 'x')), HasReason("INVALID_FIELD"));
  EXPECT_THAT(Move(name, Customer::DEAL, "", "999"), HasReason("STALE_ETAG"));
  EXPECT_THAT(Move("customers/" + DeriveUuid("customer", "none").ToString(), Customer::DEAL),
              HasReason("CUSTOMER_NOT_FOUND"));
  const absl::Time now = service_.clock.Now();
  EXPECT_THAT(Summarize(now, now), HasReason("INVALID_FIELD"));
  EXPECT_THAT(Summarize(now, now + absl::Hours(24 * 367)), HasReason("INVALID_FIELD"));
  EXPECT_THAT(lifecycle_.SummarizeLifecycle(service_.call(), {}), HasReason("INVALID_FIELD"));
}

TEST_F(LifecycleTest, TransitionsAreCountedWithTheirStays) {
  const absl::Time begin = service_.clock.Now();
  const std::string a = Add(Customer::INTENT), b = Add(Customer::INTENT);
  const std::string gone = Add(Customer::INTENT);
  service_.clock.Advance(absl::Hours(10));
  ASSERT_THAT(Move(a, Customer::DEAL), IsOk());
  ASSERT_THAT(Move(gone, Customer::DEAL), IsOk());
  service_.clock.Advance(absl::Hours(10));
  ASSERT_THAT(Move(b, Customer::DEAL), IsOk());
  ASSERT_THAT(Move(a, Customer::CHURNED), IsOk());
  v1::DeleteCustomerRequest remove;
  remove.set_name(gone);
  ASSERT_THAT(service_.customers->Delete<Customer>(service_.call(), remove), IsOk());
  const absl::Time end = service_.clock.Now() + absl::Seconds(1);
  const auto summary = Summarize(begin, end);
  ASSERT_THAT(summary, IsOk());
  ASSERT_EQ(summary->transitions_size(), 2);
  EXPECT_EQ(summary->transitions(0).from_stage(), Customer::INTENT);
  EXPECT_EQ(summary->transitions(0).to_stage(), Customer::DEAL);
  EXPECT_EQ(summary->transitions(0).count(), 2);
  EXPECT_EQ(summary->transitions(0).average_stay().seconds(), 15 * 3600);
  EXPECT_EQ(summary->transitions(1).to_stage(), Customer::CHURNED);
  EXPECT_EQ(Summarize(end, end + absl::Hours(1))->transitions_size(), 0);
}

}  // namespace
}  // namespace guanxi::customer
