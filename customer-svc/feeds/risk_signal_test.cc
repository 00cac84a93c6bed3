// Risk signals that people state, and what customers say of them.
#include <string>

#include "common/errors/errors.h"
#include "common/resource/page_reads.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/feeds/feed_world.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/risk_signal_service.pb.h"

namespace guanxi::customer {
namespace {

using ::testing::IsEmpty;
using v1::Customer;
using v1::RiskSignal;

class RiskSignalTest : public ::testing::Test {
 protected:
  absl::StatusOr<RiskSignal> State(RiskSignal signal, int64_t seconds = 1'780'000'000) {
    v1::CreateRiskSignalRequest request;
    request.set_parent(customer_);
    if (signal.kind() == RiskSignal::KIND_UNSPECIFIED) signal.set_kind(RiskSignal::CONTRACT);
    if (signal.state() == RiskSignal::STATE_UNSPECIFIED) signal.set_state(RiskSignal::OPEN);
    signal.set_title("拖欠货款");
    signal.mutable_occur_time()->set_seconds(seconds);
    *request.mutable_risk_signal() = std::move(signal);
    return Signals().Create<RiskSignal>(world_.service.call(), request);
  }
  absl::StatusOr<RiskSignal> State(type::v1::RiskSeverity severity,
                                   int64_t seconds = 1'780'000'000) {
    RiskSignal signal;
    signal.set_severity(severity);
    return State(signal, seconds);
  }
  absl::StatusOr<RiskSignal> Become(const std::string& name, RiskSignal::State state,
                                    const std::string& resolution = "") {
    v1::UpdateRiskSignalRequest request;
    request.mutable_risk_signal()->set_name(name);
    request.mutable_risk_signal()->set_state(state);
    request.mutable_risk_signal()->set_resolution(resolution);
    request.mutable_update_mask()->add_paths("state");
    request.mutable_update_mask()->add_paths("resolution");
    return Signals().Update<RiskSignal>(world_.service.call(), request);
  }
  const resource::Methods& Signals() { return world_.service.catalog->Of<RiskSignal>(); }
  Customer Now() { return world_.Customer(customer_); }

  FeedWorld world_;
  const std::string customer_ = world_.AddCompany();
};

TEST_F(RiskSignalTest, ACustomerSaysTheGravestOfThoseThatAreNotOver) {
  const std::string etag = Now().etag();
  const auto high = State(type::v1::RISK_HIGH);
  const auto low = State(type::v1::RISK_LOW, 1'785'000'000);
  ASSERT_THAT(high, IsOk());
  ASSERT_THAT(low, IsOk());
  EXPECT_EQ(Now().risk_severity(), type::v1::RISK_HIGH);
  EXPECT_EQ(Now().risk_signal_count(), 2);
  EXPECT_EQ(Now().last_risk_time().seconds(), 1'785'000'000);
  EXPECT_EQ(Now().etag(), etag);

  ASSERT_THAT(Become(high->name(), RiskSignal::ACKNOWLEDGED), IsOk());
  EXPECT_EQ(Now().risk_severity(), type::v1::RISK_HIGH);
  ASSERT_THAT(Become(high->name(), RiskSignal::RESOLVED, "已付清"), IsOk());
  EXPECT_EQ(Now().risk_severity(), type::v1::RISK_LOW);
  EXPECT_EQ(Now().risk_signal_count(), 1);
  ASSERT_THAT(Become(low->name(), RiskSignal::DISMISSED, "同名企业"), IsOk());
  EXPECT_EQ(Now().risk_severity(), type::v1::RISK_SEVERITY_UNSPECIFIED);
  EXPECT_EQ(Now().risk_signal_count(), 0);
  EXPECT_FALSE(Now().has_last_risk_time());
  // It was none after all: it is one again.
  ASSERT_THAT(Become(low->name(), RiskSignal::OPEN), IsOk());
  EXPECT_EQ(Now().risk_signal_count(), 1);
}

// A feed may tell of fifty at once.
TEST_F(RiskSignalTest, OneMoreIsAddedToWhatTheCustomerSaysOfOthers) {
  const auto reads = [&] { return resource::RowsRead(world_.service.database.get()); };
  const auto cost = [&] {
    const int64_t before = reads();
    EXPECT_THAT(State(type::v1::RISK_LOW), IsOk());
    return reads() - before;
  };
  cost();  // fills the caches
  const int64_t first = cost();
  for (int i = 0; i < 60; ++i) cost();
  EXPECT_LT(cost(), first + 30);
  EXPECT_EQ(Now().risk_signal_count(), 63);
  EXPECT_EQ(Now().risk_severity(), type::v1::RISK_LOW);
}

TEST_F(RiskSignalTest, WhatDoesNotSayWhenItHappenedHappensNow) {
  v1::CreateRiskSignalRequest request;
  request.set_parent(customer_);
  request.mutable_risk_signal()->set_kind(RiskSignal::CHURN);
  request.mutable_risk_signal()->set_severity(type::v1::RISK_MEDIUM);
  request.mutable_risk_signal()->set_state(RiskSignal::OPEN);
  request.mutable_risk_signal()->set_title("九十天没有联系");
  const auto made = Signals().Create<RiskSignal>(world_.service.call(), request);
  ASSERT_THAT(made, IsOk());
  EXPECT_EQ(made->occur_time().seconds(), made->create_time().seconds());
}

TEST_F(RiskSignalTest, WhatIsOverSaysWhy) {
  const auto signal = State(type::v1::RISK_HIGH);
  ASSERT_THAT(signal, IsOk());
  for (const auto state : {RiskSignal::RESOLVED, RiskSignal::DISMISSED}) {
    EXPECT_EQ(Reason(Become(signal->name(), state).status()), "INVALID_FIELD");
  }
  EXPECT_EQ(Now().risk_signal_count(), 1);
}

TEST_F(RiskSignalTest, WhatSaysNothingIsRefused) {
  EXPECT_EQ(Reason(State(type::v1::RISK_SEVERITY_UNSPECIFIED).status()), "INVALID_FIELD");
  EXPECT_EQ(Reason(State(type::v1::RISK_LOW, 1'999'000'000).status()), "INVALID_FIELD");
  RiskSignal signal;
  signal.set_severity(type::v1::RISK_LOW);
  signal.add_evidence();
  EXPECT_EQ(Reason(State(signal).status()), "INVALID_FIELD");
  signal.mutable_evidence(0)->set_url("javascript:alert(1)");
  EXPECT_EQ(Reason(State(signal).status()), "INVALID_FIELD");
  signal.mutable_evidence(0)->set_url("https://court.example.com/1");
  EXPECT_THAT(State(signal), IsOk());
}

}  // namespace
}  // namespace guanxi::customer
