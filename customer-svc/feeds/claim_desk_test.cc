#include "customer-svc/feeds/claim_desk.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/resource/resource_name.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/test_service.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer_service.pb.h"
#include "guanxi/customer/v1/provenance_service.pb.h"

namespace guanxi::customer {
namespace {

using Values = std::vector<FeedValue>;

class ClaimDeskTest : public ::testing::Test {
 protected:
  absl::Status Say(const Values& now, const Values& before = {}) {
    service_.clock.Advance(absl::Minutes(1));
    FeedValues values;
    values.source = "registry";
    values.as_of = service_.clock.Now();
    values.evidence = absl::StrCat(customer_, "/findings/0196b0a0-0000-7000-8000-000000000001");
    values.now = now;
    values.before = before;
    const auto name = resource::ParseName(service_.resources->customers->type(), customer_, "name");
    return service_.engine->Write(
        service_.call().principal, {}, resource::WriteContext(),
        [&](resource::UnitOfWork& work) { return desk_.Apply(work, *name, values); });
  }
  v1::Organization Now() {
    v1::GetCustomerRequest request;
    request.set_name(customer_);
    return service_.customers->Get<v1::Customer>(service_.call(), request)->organization();
  }
  void Write(const std::string& scope) {
    v1::UpdateCustomerRequest request;
    request.mutable_customer()->set_name(customer_);
    request.mutable_customer()->mutable_organization()->set_business_scope(scope);
    request.mutable_update_mask()->add_paths("organization.business_scope");
    ASSERT_THAT(service_.customers->Update<v1::Customer>(service_.call(), request), IsOk());
  }
  int64_t Claims() { return service_.Number("SELECT COUNT(*) FROM attribute_claims"); }

  TestService service_;
  const ClaimDesk desk_{service_.resources->customers.get(),
                        service_.resources->attribute_claims.get()};
  const std::string customer_ = service_.Create(TestService::Company("云帆科技")).name();
};

TEST_F(ClaimDeskTest, WhatIsSaidBecomesClaimsThatTheCustomerFollows) {
  ASSERT_THAT(Say({{"organization.business_scope", "软件"},
                   {"organization.legal_representative", "李明"},
                   {"organization.establish_date", "2010-05-06"},
                   {"organization.registered_capital", "7 CNY"}}),
              IsOk());
  EXPECT_EQ(Now().business_scope(), "软件");
  EXPECT_EQ(Now().legal_representative(), "李明");
  EXPECT_EQ(Now().establish_date().month(), 5);
  EXPECT_EQ(Now().registered_capital().units(), 7);
  EXPECT_EQ(Claims(), 4);
}

TEST_F(ClaimDeskTest, WhatIsSaidAgainIsNoNewClaim) {
  const Values first = {{"organization.business_scope", "软件"}};
  ASSERT_THAT(Say(first), IsOk());
  Write("咨询");
  ASSERT_THAT(Say(first, first), IsOk());
  EXPECT_EQ(Claims(), 1);
  EXPECT_EQ(Now().business_scope(), "咨询");
  ASSERT_THAT(Say({{"organization.business_scope", "硬件"}}, first), IsOk());
  EXPECT_EQ(Now().business_scope(), "硬件");
}

// Whom is trusted before a register, a trust order says.
TEST_F(ClaimDeskTest, WhoStandsBeforeItKeepsHisValue) {
  v1::CreateTrustOrderRequest order;
  order.mutable_trust_order()->set_field("*");
  order.mutable_trust_order()->add_sources("erp");
  order.mutable_trust_order()->add_sources("registry");
  ASSERT_THAT(service_.catalog->Of<v1::TrustOrder>().Create<v1::TrustOrder>(service_.call(), order),
              IsOk());
  v1::CreateAttributeClaimRequest request;
  request.set_parent(customer_);
  v1::AttributeClaim& claim = *request.mutable_attribute_claim();
  claim.set_field("organization.business_scope");
  claim.set_value("咨询");
  claim.set_source("erp");
  claim.mutable_as_of_time()->set_seconds(1780000000);
  ASSERT_THAT(service_.catalog->Of<v1::AttributeClaim>().Create<v1::AttributeClaim>(service_.call(),
                                                                                    request),
              IsOk());
  ASSERT_THAT(Say({{"organization.business_scope", "软件"}}), IsOk());
  EXPECT_EQ(Now().business_scope(), "咨询");
  EXPECT_EQ(Claims(), 2);
}

TEST_F(ClaimDeskTest, WhatTheCustomerMayNotHaveKeepsNoOtherValueAway) {
  ASSERT_THAT(Say({{"organization.legal_representative", std::string(129, 'x')},
                   {"organization.no_such_field", "1"},
                   {"organization.business_scope", std::string(8192, 'x')}}),
              IsOk());
  EXPECT_EQ(Now().legal_representative(), "");
  EXPECT_EQ(Now().business_scope().size(), 8192u);
  EXPECT_EQ(Claims(), 1);
}

}  // namespace
}  // namespace guanxi::customer
