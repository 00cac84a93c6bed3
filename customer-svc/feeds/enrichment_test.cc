// Customers looked up in feeds: what comes of the answers.
#include <string>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/feeds/feed_world.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer_service.pb.h"

namespace guanxi::customer {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using v1::Enrichment;
using v1::Feed;
using v1::RiskSignal;

class EnrichmentTest : public ::testing::Test {
 protected:
  void Say(const std::string& json) { world_.Answer("/companies/", {200, json, ""}); }
  // Has it looked up once more, when the feed may be asked again.
  void Again(const std::string& customer) {
    world_.Advance(absl::Minutes(1));
    ASSERT_THAT(world_.Enrich(customer), IsOk());
    ASSERT_EQ(world_.Pull(), 1);
  }

  FeedWorld world_;
};

TEST_F(EnrichmentTest, WhatTheRegisterSaysFillsTheCustomer) {
  const std::string customer = world_.AddCompany();
  const Feed feed = world_.AddFeed(Feed::REGISTRY);
  Say(RegistryJson());
  const auto asked = world_.Enrich(customer);
  ASSERT_THAT(asked, IsOk());
  ASSERT_THAT(asked->enrichments(), SizeIs(1));
  EXPECT_EQ(asked->enrichments(0).state(), Enrichment::QUEUED);
  EXPECT_EQ(asked->enrichments(0).feed(), feed.name());
  EXPECT_EQ(world_.Pull(), 1);
  EXPECT_THAT(world_.LastHead(), HasSubstr(absl::StrCat("GET /v1/companies/", FeedWorld::kCode)));

  const v1::Organization filled = world_.Customer(customer).organization();
  EXPECT_EQ(filled.business_scope(), "软件开发");
  EXPECT_EQ(filled.legal_representative(), "李明");
  EXPECT_EQ(filled.registered_capital().units(), 10'000'000);
  EXPECT_EQ(filled.registered_capital().currency_code(), "CNY");
  EXPECT_EQ(filled.establish_date().year(), 2010);

  const auto findings = world_.Findings(customer);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].feed(), feed.name());
  EXPECT_EQ(findings[0].registry().shareholders(0).display_name(), "王芳");
  EXPECT_EQ(findings[0].registry().shareholders(0).share_basis_points(), 6000);
  EXPECT_THAT(world_.Signals(customer), IsEmpty());

  const Enrichment done = world_.Enrichment(customer);
  EXPECT_EQ(done.state(), Enrichment::DONE);
  EXPECT_EQ(done.finding_count(), 1);
  EXPECT_TRUE(done.has_success_time());
  EXPECT_EQ(done.next_time().seconds() - done.success_time().seconds(), 168 * 3600);
}

TEST_F(EnrichmentTest, WhatPeopleWriteStaysUntilTheRegisterSaysSomethingElseOfIt) {
  const std::string customer = world_.AddCompany();
  world_.AddFeed(Feed::REGISTRY);
  Say(RegistryJson());
  ASSERT_THAT(world_.Enrich(customer), IsOk());
  ASSERT_EQ(world_.Pull(), 1);
  v1::UpdateCustomerRequest write;
  write.mutable_customer()->set_name(customer);
  write.mutable_customer()->mutable_organization()->set_business_scope("咨询");
  write.mutable_customer()->mutable_organization()->set_legal_representative("王芳");
  write.mutable_update_mask()->add_paths("organization.business_scope");
  write.mutable_update_mask()->add_paths("organization.legal_representative");
  ASSERT_THAT(world_.service.customers->Update<v1::Customer>(world_.service.call(), write), IsOk());
  Say(RegistryJson("存续", "赵强"));
  Again(customer);
  EXPECT_EQ(world_.Customer(customer).organization().business_scope(), "咨询");
  EXPECT_EQ(world_.Customer(customer).organization().legal_representative(), "赵强");
}

TEST_F(EnrichmentTest, WhatTheRegisterSaysAgainIsNoNewFinding) {
  const std::string customer = world_.AddCompany();
  world_.AddFeed(Feed::REGISTRY);
  Say(RegistryJson());
  ASSERT_THAT(world_.Enrich(customer), IsOk());
  ASSERT_EQ(world_.Pull(), 1);
  Again(customer);
  EXPECT_THAT(world_.Findings(customer), SizeIs(1));
  // It was otherwise in between: that it is as before again is a change, too.
  Say(RegistryJson("存续", "赵强"));
  Again(customer);
  Say(RegistryJson());
  Again(customer);
  EXPECT_THAT(world_.Findings(customer), SizeIs(3));
  EXPECT_EQ(world_.Enrichment(customer).finding_count(), 3);
  EXPECT_EQ(world_.Customer(customer).organization().legal_representative(), "李明");
}

TEST_F(EnrichmentTest, ChangesOfTheRegisterAreSignals) {
  const std::string customer = world_.AddCompany();
  const Feed feed = world_.AddFeed(Feed::REGISTRY);
  Say(RegistryJson());
  ASSERT_THAT(world_.Enrich(customer), IsOk());
  ASSERT_EQ(world_.Pull(), 1);
  Say(RegistryJson("被列入经营异常名录", "赵强"));
  Again(customer);
  const auto signals = world_.Signals(customer);
  ASSERT_THAT(signals, SizeIs(2));
  for (const RiskSignal& signal : signals) {
    EXPECT_EQ(signal.state(), RiskSignal::OPEN);
    EXPECT_EQ(signal.feed(), feed.name());
    EXPECT_EQ(signal.evidence(0).finding(), world_.Findings(customer)[0].name());
    const bool is_state = signal.kind() == RiskSignal::REGISTRY;
    EXPECT_EQ(signal.severity(), is_state ? type::v1::RISK_HIGH : type::v1::RISK_MEDIUM);
  }
  EXPECT_EQ(world_.Customer(customer).risk_severity(), type::v1::RISK_HIGH);
  EXPECT_EQ(world_.Customer(customer).risk_signal_count(), 2);
}

TEST_F(EnrichmentTest, PagesAreReadToTheEndAndGoOnThere) {
  const std::string customer = world_.AddCompany();
  v1::Feed fast;
  fast.set_calls_per_minute(6000);
  world_.AddFeed(Feed::LITIGATION, fast);
  world_.Answer("/cases?", {200,
                            R"({"items":[{"id":"c1","title":"买卖合同纠纷","role":"defendant",
                                "time":"2026-01-05"}],"nextCursor":"p2","hasMore":true})",
                            ""});
  world_.Answer("&limit=50&cursor=p2", {200,
                                        R"({"items":[{"id":"c1","title":"买卖合同纠纷"},
                                  {"id":"c2","title":"失信","role":"DISHONEST"}],
                                  "nextCursor":"p3","hasMore":false})",
                                        ""});
  world_.Answer("&limit=50&cursor=p3", {200, R"({"items":[],"hasMore":false})", ""});
  ASSERT_THAT(world_.Enrich(customer), IsOk());
  ASSERT_EQ(world_.puller.RunOnce().value(), 1);
  EXPECT_EQ(world_.Enrichment(customer).state(), Enrichment::QUEUED);
  world_.Advance(absl::Seconds(1));
  ASSERT_EQ(world_.Pull(), 1);
  EXPECT_EQ(world_.Enrichment(customer).state(), Enrichment::DONE);
  EXPECT_THAT(world_.Findings(customer), SizeIs(2));
  EXPECT_THAT(world_.Signals(customer), SizeIs(2));
  EXPECT_EQ(world_.Customer(customer).risk_severity(), type::v1::RISK_CRITICAL);
  Again(customer);
  EXPECT_THAT(world_.LastHead(), HasSubstr("&limit=50&cursor=p3"));
  EXPECT_THAT(world_.Findings(customer), SizeIs(2));
}

TEST_F(EnrichmentTest, TendersAreFindingsAndNoRisks) {
  const std::string customer = world_.AddCompany();
  world_.AddFeed(Feed::TENDERS);
  world_.Answer("/tenders?", {200,
                              R"({"items":[{"id":"t1","title":"CRM 采购","role":"BUYER",
                                  "amount":{"amount":"600000","currency":"CNY"},
                                  "url":"https://tenders.example.com/1"}]})",
                              ""});
  ASSERT_THAT(world_.Enrich(customer), IsOk());
  ASSERT_EQ(world_.Pull(), 1);
  const auto findings = world_.Findings(customer);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].kind(), Feed::TENDERS);
  EXPECT_EQ(findings[0].amount().units(), 600000);
  EXPECT_EQ(findings[0].role(), "BUYER");
  EXPECT_THAT(world_.Signals(customer), IsEmpty());
}

TEST_F(EnrichmentTest, WhatCannotBeLookedUpIsRefused) {
  const std::string customer = world_.AddCompany();
  EXPECT_EQ(Reason(world_.Enrich(customer).status()), "NO_FEED");
  const Feed feed = world_.AddFeed(Feed::REGISTRY);
  EXPECT_EQ(Reason(world_.Enrich(world_.AddCompany("")).status()), "CUSTOMER_NOT_IDENTIFIED");
  EXPECT_EQ(Reason(world_.Enrich(customer, {feed.name(), feed.name()}).status()), "INVALID_FIELD");
  EXPECT_EQ(
      Reason(world_.Enrich(customer, {"feeds/0196b0a0-0000-7000-8000-000000000001"}).status()),
      "INVALID_FIELD");
  EXPECT_EQ(world_.Pull(), 0);
  EXPECT_EQ(world_.Calls(), 0u);
}

TEST_F(EnrichmentTest, ARegisterThatSpeaksOfAnotherCompanyIsNotBelieved) {
  const std::string customer = world_.AddCompany("913300001429161219");
  world_.AddFeed(Feed::REGISTRY);
  Say(RegistryJson());
  ASSERT_THAT(world_.Enrich(customer), IsOk());
  ASSERT_EQ(world_.Pull(), 1);
  EXPECT_EQ(world_.Enrichment(customer).error(), Feed::BAD_ANSWER);
  EXPECT_THAT(world_.Findings(customer), IsEmpty());
  EXPECT_EQ(world_.Customer(customer).organization().legal_representative(), "");
}

}  // namespace
}  // namespace guanxi::customer
