// Over random histories of claims and of whom is trusted the customer has what a naive
// recomputation says, at any time.
#include <algorithm>
#include <iterator>
#include <optional>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "common/timers/runner.h"
#include "customer-svc/claims/claim_behavior.h"
#include "customer-svc/test_service.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer_service.pb.h"
#include "guanxi/customer/v1/provenance_service.pb.h"

namespace guanxi::customer {
namespace {

using v1::AttributeClaim;
using v1::Customer;

constexpr int kSteps = 60;
constexpr const char* kSources[] = {"registry", "erp", "form", "blog"};

class ClaimHistory {
 public:
  explicit ClaimHistory(unsigned seed)
      : random_(seed), customer_(service_.Create(TestService::Company("云帆")).name()) {
    timers::Runner::Options options;
    options.owner = "test";
    options.actor = "services/customer-svc";
    const auto* const all = service_.resources.get();
    runner_.emplace(service_.database.get(), service_.engine.get(), Clocks(&service_.clock),
                    &service_.timers, ClaimTimerKinds([all] { return KinOfClaims(*all); }),
                    options);
    v1::CreateTrustOrderRequest request;
    request.mutable_trust_order()->set_field("*");
    for (const std::string& source : trust_) request.mutable_trust_order()->add_sources(source);
    const auto order =
        service_.catalog->Of<v1::TrustOrder>().Create<v1::TrustOrder>(service_.call(), request);
    EXPECT_THAT(order, IsOk());
    order_ = order->name();
    last_ = Industry();
  }

  void Step() {
    service_.clock.Advance(absl::Minutes(Below(40)));
    FireTimers();
    Expected();  // what it has now it keeps if nothing takes its place
    if (Below(5) == 0) {
      TrustOthers();
    } else if (claims_.empty() || Below(3) > 0) {
      Claim();
    } else {
      TakeBack(static_cast<size_t>(Below(static_cast<int>(claims_.size()))));
    }
    FireTimers();
  }

  // What the customer should have by all claims; what it had if none is in force.
  std::string Expected() {
    const int64_t now = absl::ToUnixSeconds(service_.clock.Now());
    const AttributeClaim* best = nullptr;
    for (const AttributeClaim& claim : claims_) {
      const bool is_over = claim.has_time_to_live() &&
                           claim.as_of_time().seconds() + claim.time_to_live().seconds() <= now;
      if (!is_over && (best == nullptr || KeyOf(claim) > KeyOf(*best))) best = &claim;
    }
    if (best != nullptr) last_ = best->value();
    return last_;
  }

  std::string Industry() {
    v1::GetCustomerRequest request;
    request.set_name(customer_);
    return service_.customers->Get<Customer>(service_.call(), request)->industry();
  }

 private:
  int Below(int end) { return std::uniform_int_distribution<int>(0, end - 1)(random_); }

  std::tuple<int, int, int64_t, int64_t, int32_t> KeyOf(const AttributeClaim& claim) const {
    int trust = 0;
    for (size_t i = 0; i < trust_.size(); ++i) {
      if (claim.source() == trust_[i]) trust = static_cast<int>(trust_.size() - i);
    }
    return {trust, claim.confidence() == 0 ? 50 : claim.confidence(), claim.as_of_time().seconds(),
            claim.create_time().seconds(), claim.create_time().nanos()};
  }

  void Claim() {
    service_.clock.Advance(absl::Milliseconds(7));  // no two are made at the same moment
    v1::CreateAttributeClaimRequest request;
    request.set_parent(customer_);
    AttributeClaim& claim = *request.mutable_attribute_claim();
    claim.set_field("industry");
    claim.set_value(absl::StrCat("行业", ++made_));
    claim.set_source(kSources[Below(4)]);
    claim.set_confidence(Below(3) * 40);
    claim.mutable_as_of_time()->set_seconds(absl::ToUnixSeconds(service_.clock.Now()) -
                                            Below(4) * 1800);
    if (Below(3) > 0) claim.mutable_time_to_live()->set_seconds(1800 * (1 + Below(6)));
    const auto stored =
        service_.catalog->Of<AttributeClaim>().Create<AttributeClaim>(service_.call(), request);
    ASSERT_THAT(stored, IsOk());
    claims_.push_back(*stored);
  }

  void TrustOthers() {
    trust_.assign(std::begin(kSources), std::end(kSources));
    std::shuffle(trust_.begin(), trust_.end(), random_);
    trust_.resize(static_cast<size_t>(1 + Below(3)));
    v1::UpdateTrustOrderRequest request;
    request.mutable_trust_order()->set_name(order_);
    request.mutable_trust_order()->mutable_sources()->Assign(trust_.begin(), trust_.end());
    request.mutable_update_mask()->add_paths("sources");
    ASSERT_THAT(
        service_.catalog->Of<v1::TrustOrder>().Update<v1::TrustOrder>(service_.call(), request),
        IsOk());
  }

  void TakeBack(size_t index) {
    v1::DeleteAttributeClaimRequest request;
    request.set_name(claims_[index].name());
    ASSERT_THAT(
        service_.catalog->Of<AttributeClaim>().Delete<AttributeClaim>(service_.call(), request),
        IsOk());
    claims_.erase(claims_.begin() + static_cast<std::ptrdiff_t>(index));
  }

  void FireTimers() {
    while (runner_->Turn().value() > 0) {
    }
  }

  std::mt19937 random_;
  TestService service_;
  const std::string customer_;
  std::optional<timers::Runner> runner_;
  // The most trusted first; "blog" stands in no order at first.
  std::vector<std::string> trust_ = {"registry", "erp", "form"};
  std::string order_;
  std::vector<AttributeClaim> claims_;
  std::string last_;
  int made_ = 0;
};

class ClaimHistoriesTest : public ::testing::TestWithParam<unsigned> {};

TEST_P(ClaimHistoriesTest, TheGoldenValueIsThatOfANaiveRecomputation) {
  ClaimHistory history(GetParam());
  for (int step = 0; step < kSteps; ++step) {
    history.Step();
    ASSERT_EQ(history.Industry(), history.Expected()) << "step " << step;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, ClaimHistoriesTest, ::testing::Values(1u, 2u, 3u));

}  // namespace
}  // namespace guanxi::customer
