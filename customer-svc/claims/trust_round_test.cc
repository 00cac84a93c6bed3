// Whom is trusted changes: fields follow, on a real MariaDB and a clock that is moved.
#include "customer-svc/claims/trust_round.h"

#include <optional>
#include <string>
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
using v1::TrustOrder;

class TrustRoundTest : public ::testing::Test {
 protected:
  TrustRoundTest() {
    timers::Runner::Options options;
    options.owner = "test";
    options.actor = "services/customer-svc";
    const auto* const all = service_.resources.get();
    runner_.emplace(service_.database.get(), service_.engine.get(), Clocks(&service_.clock),
                    &service_.timers, ClaimTimerKinds([all] { return KinOfClaims(*all); }),
                    options);
  }

  std::string Add(const std::string& title) {
    return service_.Create(TestService::Company(title)).name();
  }
  // The first of them is the best as long as nobody is trusted.
  void ClaimBoth(const std::string& customer) {
    Claim(customer, "industry", "软件", "form", 90);
    Claim(customer, "industry", "金融", "registry", 10);
  }
  void Claim(const std::string& customer, const std::string& field, const std::string& value,
             const std::string& source, int confidence) {
    v1::CreateAttributeClaimRequest request;
    request.set_parent(customer);
    AttributeClaim& claim = *request.mutable_attribute_claim();
    claim.set_field(field);
    claim.set_value(value);
    claim.set_source(source);
    claim.set_confidence(confidence);
    claim.mutable_as_of_time()->set_seconds(absl::ToUnixSeconds(service_.clock.Now()));
    ASSERT_THAT(
        service_.catalog->Of<AttributeClaim>().Create<AttributeClaim>(service_.call(), request),
        IsOk());
  }
  std::string Trust(const std::string& field, const std::vector<std::string>& sources) {
    v1::CreateTrustOrderRequest request;
    request.mutable_trust_order()->set_field(field);
    request.mutable_trust_order()->mutable_sources()->Assign(sources.begin(), sources.end());
    const auto made =
        service_.catalog->Of<TrustOrder>().Create<TrustOrder>(service_.call(), request);
    EXPECT_THAT(made, IsOk());
    FireTimers();
    return made->name();
  }
  void TrustNow(const std::string& order, const std::vector<std::string>& sources) {
    v1::UpdateTrustOrderRequest request;
    request.mutable_trust_order()->set_name(order);
    request.mutable_trust_order()->mutable_sources()->Assign(sources.begin(), sources.end());
    request.mutable_update_mask()->add_paths("sources");
    ASSERT_THAT(service_.catalog->Of<TrustOrder>().Update<TrustOrder>(service_.call(), request),
                IsOk());
    FireTimers();
  }
  void TrustNoMore(const std::string& order) {
    v1::DeleteTrustOrderRequest request;
    request.set_name(order);
    ASSERT_THAT(service_.catalog->Of<TrustOrder>().Delete<TrustOrder>(service_.call(), request),
                IsOk());
    FireTimers();
  }
  Customer Get(const std::string& name) {
    v1::GetCustomerRequest request;
    request.set_name(name);
    return service_.customers->Get<Customer>(service_.call(), request).value();
  }
  void FireTimers() {
    while (runner_->Turn().value() > 0) {
    }
  }

  TestService service_;
  std::optional<timers::Runner> runner_;
};

TEST_F(TrustRoundTest, TheFieldFollowsWhomIsTrusted) {
  const std::string customer = Add("云帆");
  ClaimBoth(customer);
  ASSERT_EQ(Get(customer).industry(), "软件");
  const std::string order = Trust("*", {"registry", "form"});
  EXPECT_EQ(Get(customer).industry(), "金融");
  TrustNow(order, {"form", "registry"});
  EXPECT_EQ(Get(customer).industry(), "软件");
  const std::string own = Trust("industry", {"registry"});
  EXPECT_EQ(Get(customer).industry(), "金融");
  TrustNoMore(own);
  EXPECT_EQ(Get(customer).industry(), "软件");
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM timers"), 0);
}

TEST_F(TrustRoundTest, WhatPeopleWroteThemselvesStays) {
  const std::string customer = Add("云帆");
  ClaimBoth(customer);
  v1::UpdateCustomerRequest write;
  write.mutable_customer()->set_name(customer);
  write.mutable_customer()->set_industry("传媒");
  write.mutable_update_mask()->add_paths("industry");
  ASSERT_THAT(service_.customers->Update<Customer>(service_.call(), write), IsOk());
  Trust("*", {"registry", "form"});
  EXPECT_EQ(Get(customer).industry(), "传媒");
}

TEST_F(TrustRoundTest, AClaimThatLapsesMeanwhileLeavesNothingBehind) {
  const std::string customer = Add("云帆");
  v1::CreateAttributeClaimRequest request;
  request.set_parent(customer);
  AttributeClaim& claim = *request.mutable_attribute_claim();
  claim.set_field("industry");
  claim.set_value("软件");
  claim.set_source("form");
  claim.set_confidence(90);
  claim.mutable_as_of_time()->set_seconds(absl::ToUnixSeconds(service_.clock.Now()));
  claim.mutable_time_to_live()->set_seconds(3600);
  ASSERT_THAT(
      service_.catalog->Of<AttributeClaim>().Create<AttributeClaim>(service_.call(), request),
      IsOk());
  Claim(customer, "industry", "金融", "registry", 10);
  v1::CreateTrustOrderRequest order;
  order.mutable_trust_order()->set_field("*");
  order.mutable_trust_order()->add_sources("registry");
  ASSERT_THAT(service_.catalog->Of<TrustOrder>().Create<TrustOrder>(service_.call(), order),
              IsOk());
  service_.clock.Advance(absl::Hours(1));
  FireTimers();
  EXPECT_EQ(Get(customer).industry(), "金融");
}

TEST_F(TrustRoundTest, AValueIsKnownInWhateverFormItWasClaimed) {
  const std::string customer = Add("云帆");
  Claim(customer, "organization.credit_code", "91330106ma27xk5l0c", "form", 90);
  Claim(customer, "organization.credit_code", "91310000MA1FL4M96N", "registry", 10);
  ASSERT_EQ(Get(customer).organization().credit_code(), "91330106MA27XK5L0C");
  Trust("*", {"registry", "form"});
  EXPECT_EQ(Get(customer).organization().credit_code(), "91310000MA1FL4M96N");
}

TEST_F(TrustRoundTest, AllCustomersFollowPageByPage) {
  constexpr int kMany = 70;  // more than are looked at in one unit of work
  std::vector<std::string> customers;
  for (int i = 0; i < kMany; ++i) {
    customers.push_back(Add(absl::StrCat("公司", i)));
    ClaimBoth(customers.back());
  }
  Trust("industry", {"registry"});
  for (const std::string& customer : customers) EXPECT_EQ(Get(customer).industry(), "金融");
}

}  // namespace
}  // namespace guanxi::customer
