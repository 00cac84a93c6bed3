// Claims and what follows from them, on a real MariaDB and a clock that is moved.
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "common/timers/runner.h"
#include "customer-svc/claims/claim_behavior.h"
#include "customer-svc/claims/provenance_service.h"
#include "customer-svc/duplicates/policy.h"
#include "customer-svc/test_service.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer_service.pb.h"
#include "guanxi/customer/v1/duplicate_rule_service.pb.h"
#include "guanxi/customer/v1/provenance_service.pb.h"

namespace guanxi::customer {
namespace {

using v1::AttributeClaim;
using v1::Customer;
using v1::FieldProvenance;

class ProvenanceTest : public ::testing::Test {
 protected:
  ProvenanceTest()
      : customer_(service_.Create(TestService::Company("云帆")).name()),
        methods_(service_.engine.get(), service_.resources.get(), service_.customers) {
    timers::Runner::Options options;
    options.owner = "test";
    options.actor = "services/customer-svc";
    const auto* const all = service_.resources.get();
    runner_.emplace(service_.database.get(), service_.engine.get(), Clocks(&service_.clock),
                    &service_.timers, ClaimTimerKinds([all] { return KinOfClaims(*all); }),
                    options);
  }

  absl::StatusOr<AttributeClaim> Claim(const std::string& field, const std::string& value,
                                       const std::string& source,
                                       absl::Duration lives = absl::ZeroDuration()) {
    v1::CreateAttributeClaimRequest request;
    request.set_parent(customer_);
    AttributeClaim& claim = *request.mutable_attribute_claim();
    claim.set_field(field);
    claim.set_value(value);
    claim.set_source(source);
    claim.mutable_as_of_time()->set_seconds(absl::ToUnixSeconds(service_.clock.Now()));
    if (lives > absl::ZeroDuration()) {
      claim.mutable_time_to_live()->set_seconds(absl::ToInt64Seconds(lives));
    }
    return service_.catalog->Of<AttributeClaim>().Create<AttributeClaim>(service_.call(), request);
  }
  absl::Status TakeBack(const std::string& name) {
    v1::DeleteAttributeClaimRequest request;
    request.set_name(name);
    return service_.catalog->Of<AttributeClaim>()
        .Delete<AttributeClaim>(service_.call(), request)
        .status();
  }
  void Trust(const std::string& field, const std::vector<std::string>& sources) {
    v1::CreateTrustOrderRequest request;
    request.mutable_trust_order()->set_field(field);
    request.mutable_trust_order()->mutable_sources()->Assign(sources.begin(), sources.end());
    ASSERT_THAT(
        service_.catalog->Of<v1::TrustOrder>().Create<v1::TrustOrder>(service_.call(), request),
        IsOk());
  }
  Customer Get() {
    v1::GetCustomerRequest request;
    request.set_name(customer_);
    return service_.customers->Get<Customer>(service_.call(), request).value();
  }
  void Write(const std::string& industry) {
    v1::UpdateCustomerRequest request;
    request.mutable_customer()->set_name(customer_);
    request.mutable_customer()->set_industry(industry);
    request.mutable_update_mask()->add_paths("industry");
    ASSERT_THAT(service_.customers->Update<Customer>(service_.call(), request), IsOk());
  }
  FieldProvenance Of(const std::string& path) {
    v1::GetProvenanceRequest request;
    request.set_name(customer_);
    request.add_fields(path);
    const auto response = methods_.GetProvenance(service_.call(), request);
    EXPECT_THAT(response, IsOk());
    return response.ok() && response->fields_size() == 1 ? response->fields(0) : FieldProvenance();
  }
  void Pass(absl::Duration time) {
    service_.clock.Advance(time);
    while (runner_->Turn().value() > 0) {
    }
  }

  TestService service_;
  const std::string customer_;
  ProvenanceServiceImpl methods_;
  std::optional<timers::Runner> runner_;
};

TEST_F(ProvenanceTest, TheFieldIsWhatTheMostTrustedSourceSays) {
  Trust("*", {"registry", "form"});
  ASSERT_THAT(Claim("industry", "软件", "form"), IsOk());
  EXPECT_EQ(Get().industry(), "软件");
  const auto best = Claim("industry", "金融", "registry");
  ASSERT_THAT(best, IsOk());
  EXPECT_EQ(Get().industry(), "金融");
  ASSERT_THAT(Claim("industry", "传媒", "form"), IsOk());
  EXPECT_EQ(Get().industry(), "金融");
  ASSERT_THAT(TakeBack(best->name()), IsOk());
  EXPECT_EQ(Get().industry(), "传媒");
}

TEST_F(ProvenanceTest, AFieldsOwnOrderGoesBeforeThatOfAll) {
  Trust("*", {"registry", "form"});
  Trust("city", {"form", "registry"});
  ASSERT_THAT(Claim("city", "杭州", "form"), IsOk());
  ASSERT_THAT(Claim("city", "上海", "registry"), IsOk());
  EXPECT_EQ(Get().city(), "杭州");
}

TEST_F(ProvenanceTest, WhenAClaimLapsesTheNextBestIsTheValue) {
  Trust("*", {"registry", "form"});
  ASSERT_THAT(Claim("industry", "软件", "form"), IsOk());
  ASSERT_THAT(Claim("industry", "金融", "registry", absl::Hours(2)), IsOk());
  Pass(absl::Hours(1));
  EXPECT_EQ(Get().industry(), "金融");
  Pass(absl::Hours(1));
  EXPECT_EQ(Get().industry(), "软件");
  const FieldProvenance now = Of("industry");
  EXPECT_EQ(now.source(), "form");
  EXPECT_TRUE(now.is_golden());
  EXPECT_EQ(now.claim_count(), 1);
  EXPECT_EQ(now.lapsed_count(), 1);
  EXPECT_EQ(now.age().seconds(), 2 * 3600);
}

TEST_F(ProvenanceTest, TheLastClaimThatLapsesLeavesItsValue) {
  ASSERT_THAT(Claim("industry", "软件", "form", absl::Hours(1)), IsOk());
  Pass(absl::Hours(1));
  EXPECT_EQ(Get().industry(), "软件");
  EXPECT_EQ(Of("industry").claim(), "");
}

// A timer that a rule refuses would hold up all behind it.
TEST_F(ProvenanceTest, WhatARuleRefusesIsNotTakenOnWhenAClaimLapsesOrGoes) {
  constexpr char kFirst[] = "91330106MA27XK5L0C";
  constexpr char kSecond[] = "91310000MA1FL4M96N";
  v1::CreateDuplicateRuleRequest rule;
  rule.mutable_duplicate_rule()->set_display_name("r");
  rule.mutable_duplicate_rule()->set_action(v1::DuplicateRule::BLOCK);
  rule.mutable_duplicate_rule()->add_keys(v1::DuplicateRule::CREDIT_CODE);
  ASSERT_THAT(
      service_.catalog->Of<v1::DuplicateRule>().Create<v1::DuplicateRule>(service_.call(), rule),
      IsOk());
  Pass(DuplicatePolicy::kMaxAge);
  Trust("*", {"registry", "form"});
  ASSERT_THAT(Claim("organization.credit_code", kFirst, "form"), IsOk());
  ASSERT_THAT(Claim("organization.credit_code", kSecond, "registry", absl::Hours(1)), IsOk());
  const auto last = Claim("organization.credit_code", kSecond, "registry");
  ASSERT_THAT(last, IsOk());
  Customer other = TestService::Company("海岳");
  other.mutable_organization()->set_credit_code(kFirst);
  service_.Create(other);
  service_.clock.Advance(absl::Seconds(1));
  EXPECT_THAT(Claim("organization.credit_code", kFirst, "registry"),
              HasReason("DUPLICATE_CUSTOMER"));
  ASSERT_THAT(TakeBack(last->name()), IsOk());
  Pass(absl::Hours(1));
  EXPECT_EQ(Get().organization().credit_code(), kSecond);
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM timers"), 0);
}

TEST_F(ProvenanceTest, WhatSomebodyWritesStaysUntilAnotherClaimIsBest) {
  ASSERT_THAT(Claim("industry", "软件", "form"), IsOk());
  Write("传媒");
  const FieldProvenance written = Of("industry");
  EXPECT_EQ(written.value(), "传媒");
  EXPECT_FALSE(written.is_golden());
  EXPECT_EQ(written.actor(), service_.call().principal.subject);
  service_.clock.Advance(absl::Minutes(1));
  ASSERT_THAT(Claim("industry", "金融", "form"), IsOk());
  EXPECT_EQ(Get().industry(), "金融");
}

TEST_F(ProvenanceTest, WhatTheFieldMayNotBeIsNotClaimed) {
  EXPECT_THAT(Claim("phones", "+8613800138000", "form"), HasReason("INVALID_FIELD"));
  EXPECT_THAT(Claim("grade", "TOP", "form"), HasReason("INVALID_FIELD"));
  EXPECT_THAT(Claim("industry", "软件", "a b"), HasReason("INVALID_FIELD"));
  EXPECT_THAT(Claim("organization.credit_code", "不是代码", "registry"),
              HasReason("INVALID_FIELD"));
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM attribute_claims"), 0);
}

TEST_F(ProvenanceTest, FieldsWithoutClaimsSayWhoChangedThem) {
  Write("传媒");
  service_.clock.Advance(absl::Hours(3));
  const FieldProvenance written = Of("industry");
  EXPECT_EQ(written.claim(), "");
  EXPECT_EQ(written.age().seconds(), 3 * 3600);
  v1::GetProvenanceRequest request;
  request.set_name(customer_);
  request.add_fields("nothing");
  EXPECT_THAT(methods_.GetProvenance(service_.call(), request), HasReason("INVALID_FIELD"));
}

}  // namespace
}  // namespace guanxi::customer
