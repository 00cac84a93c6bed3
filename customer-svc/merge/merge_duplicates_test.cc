// Merges, their undoing, and what is known of duplicates: rules, distinctions, claims.
#include <string>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/duplicates/cluster_service.h"
#include "customer-svc/duplicates/policy.h"
#include "customer-svc/merge/merge_testing.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/duplicate_cluster_service.pb.h"
#include "guanxi/customer/v1/duplicate_distinction_service.pb.h"
#include "guanxi/customer/v1/duplicate_rule_service.pb.h"
#include "guanxi/customer/v1/provenance_service.pb.h"

namespace guanxi::customer {
namespace {

using v1::Customer;
using v1::CustomerDistinction;

constexpr char kMobile[] = "+8613800138000";

class MergeDuplicatesTest : public ::testing::Test {
 protected:
  std::string Add(const std::string& title, const std::string& phone = "") {
    return world_.AddCustomer(title, [&](Customer* customer) {
      if (!phone.empty()) customer->add_phones()->set_number(phone);
    });
  }
  absl::Status TryAdd(const std::string& title, const std::string& phone) {
    v1::CreateCustomerRequest request;
    *request.mutable_customer() = TestService::Company(title);
    request.mutable_customer()->add_phones()->set_number(phone);
    return service_.customers->Create<Customer>(service_.call(), request).status();
  }
  // In text format; it holds from now on.
  void AddRule(const std::string& text) {
    v1::CreateDuplicateRuleRequest request;
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
        absl::StrCat("display_name: 'r' ", text), request.mutable_duplicate_rule()));
    ASSERT_THAT(service_.catalog->Of<v1::DuplicateRule>().Create<v1::DuplicateRule>(service_.call(),
                                                                                    request),
                IsOk());
    service_.clock.Advance(DuplicatePolicy::kMaxAge);
  }
  absl::StatusOr<CustomerDistinction> Distinguish(const std::string& a, const std::string& b) {
    v1::DistinguishCustomersRequest request;
    request.add_customers(a);
    request.add_customers(b);
    const auto said = distinctions_.DistinguishCustomers(service_.call(), request);
    if (!said.ok()) return said.status();
    return said->customer_distinctions(0);
  }
  CustomerDistinction Said(const std::string& name) {
    v1::GetCustomerDistinctionRequest request;
    request.set_name(name);
    return service_.catalog->Of<CustomerDistinction>()
        .Get<CustomerDistinction>(service_.call(), request)
        .value();
  }
  void Claim(const std::string& customer, const std::string& industry, const std::string& source) {
    v1::CreateAttributeClaimRequest request;
    request.set_parent(customer);
    v1::AttributeClaim& claim = *request.mutable_attribute_claim();
    claim.set_field("industry");
    claim.set_value(industry);
    claim.set_source(source);
    claim.mutable_as_of_time()->set_seconds(absl::ToUnixSeconds(service_.clock.Now()));
    ASSERT_THAT(service_.catalog->Of<v1::AttributeClaim>().Create<v1::AttributeClaim>(
                    service_.call(), request),
                IsOk());
  }
  void Trust(const std::string& first, const std::string& second) {
    v1::CreateTrustOrderRequest request;
    request.mutable_trust_order()->set_field("*");
    request.mutable_trust_order()->add_sources(first);
    request.mutable_trust_order()->add_sources(second);
    ASSERT_THAT(
        service_.catalog->Of<v1::TrustOrder>().Create<v1::TrustOrder>(service_.call(), request),
        IsOk());
  }

  TestService service_;
  MergeWorld world_{&service_};
  const ClusterResources resources_{service_.resources->customers.get(),
                                    service_.resources->duplicate_clusters.get(),
                                    service_.resources->customer_distinctions.get()};
  CustomerDistinctionServiceImpl distinctions_{service_.engine.get(), resources_};
};

TEST_F(MergeDuplicatesTest, NoRuleRefusesAMergeOrItsUndoing) {
  const std::string keeps = Add("甲"), goes = Add("乙", kMobile);
  Add("丙", kMobile);
  AddRule("action: BLOCK keys: PHONE keys: NAME");
  const auto merged = world_.Merge(keeps, {goes});
  ASSERT_THAT(merged, IsOk());
  EXPECT_EQ(world_.Get(keeps)->phones_size(), 1);
  EXPECT_EQ(Reason(TryAdd("丁", kMobile)), "DUPLICATE_CUSTOMER");
  ASSERT_THAT(world_.Undo(merged->customer_merge().name()), IsOk());
  ASSERT_THAT(world_.MoveAll(), IsOk());
  EXPECT_EQ(world_.Get(goes)->name(), goes);
  EXPECT_EQ(world_.Get(goes)->phones_size(), 1);
  EXPECT_EQ(world_.Get(keeps)->phones_size(), 0);
}

TEST_F(MergeDuplicatesTest, TheSurvivorHasTheKeysOfTheOthers) {
  AddRule("action: BLOCK keys: PHONE");
  const std::string keeps = Add("甲"), goes = Add("乙", kMobile);
  const auto merged = world_.Merge(keeps, {goes});
  ASSERT_THAT(merged, IsOk());
  const absl::Status refused = TryAdd("丙", kMobile);
  EXPECT_EQ(Reason(refused), "DUPLICATE_CUSTOMER");
  EXPECT_NE(std::string(refused.message()).find(keeps), std::string::npos);
}

TEST_F(MergeDuplicatesTest, NobodyIsWarnedOfWhatIsMergedOrComesBack) {
  const std::string keeps = Add("甲"), goes = Add("乙", kMobile);
  Add("丙", kMobile);
  AddRule("action: WARN keys: PHONE");
  const auto merged = world_.Merge(keeps, {goes});
  ASSERT_THAT(merged, IsOk());
  ASSERT_THAT(world_.Undo(merged->customer_merge().name()), IsOk());
  ASSERT_THAT(world_.MoveAll(), IsOk());
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM duplicate_clusters"), 0);
}

TEST_F(MergeDuplicatesTest, ThoseWhoAreNotTheSameAreNotMerged) {
  const std::string a = Add("甲"), b = Add("乙");
  const auto said = Distinguish(a, b);
  ASSERT_THAT(said, IsOk());
  const auto merged = world_.Merge(a, {b});
  EXPECT_EQ(Reason(merged.status()), "CUSTOMERS_DISTINGUISHED");
  EXPECT_NE(std::string(merged.status().message()).find(said->name()), std::string::npos);
  EXPECT_EQ(world_.Get(b)->name(), b);
  v1::DeleteCustomerDistinctionRequest forget;
  forget.set_name(said->name());
  ASSERT_THAT(service_.catalog->Of<CustomerDistinction>().Delete<CustomerDistinction>(
                  service_.call(), forget),
              IsOk());
  EXPECT_THAT(world_.Merge(a, {b}), IsOk());
}

TEST_F(MergeDuplicatesTest, NobodyIsToldApartFromWhoWasMergedIntoHim) {
  AddRule("action: WARN keys: PHONE");
  const std::string a = Add("甲", kMobile), b = Add("乙", kMobile), c = Add("丙", kMobile);
  DuplicateClusterServiceImpl clusters(service_.engine.get(), resources_,
                                       &service_.catalog->Of<v1::DuplicateCluster>());
  const auto listed =
      service_.catalog->Of<v1::DuplicateCluster>().List<v1::ListDuplicateClustersResponse>(
          service_.call(), v1::ListDuplicateClustersRequest());
  ASSERT_THAT(listed, IsOk());
  ASSERT_EQ(listed->duplicate_clusters_size(), 1);
  ASSERT_EQ(listed->duplicate_clusters(0).customers_size(), 3);
  ASSERT_THAT(world_.Merge(a, {b}), IsOk());
  v1::ResolveDuplicateClusterRequest request;
  request.set_name(listed->duplicate_clusters(0).name());
  request.set_decision(v1::DuplicateCluster::NOT_SAME);
  ASSERT_THAT(clusters.ResolveDuplicateCluster(service_.call(), request), IsOk());
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM customer_distinctions"), 1);
  EXPECT_EQ(Reason(world_.Merge(a, {c}).status()), "CUSTOMERS_DISTINGUISHED");
  EXPECT_THAT(world_.Merge(a, {Add("丁")}), IsOk());
}

TEST_F(MergeDuplicatesTest, WhatWasSaidOfOneIsSaidOfTheSurvivorUntilTheMergeIsUndone) {
  const std::string keeps = Add("甲"), goes = Add("乙"), other = Add("丙");
  const auto said = Distinguish(goes, other);
  ASSERT_THAT(said, IsOk());
  EXPECT_EQ(said->first(), goes);
  const auto merged = world_.Merge(keeps, {goes});
  ASSERT_THAT(merged, IsOk());
  EXPECT_EQ(Said(said->name()).first(), keeps);
  EXPECT_EQ(Said(said->name()).second(), other);
  EXPECT_EQ(Reason(world_.Merge(keeps, {other}).status()), "CUSTOMERS_DISTINGUISHED");
  // It is not said twice.
  EXPECT_EQ(Distinguish(keeps, other)->name(), said->name());
  ASSERT_THAT(world_.Undo(merged->customer_merge().name()), IsOk());
  ASSERT_THAT(world_.MoveAll(), IsOk());
  EXPECT_EQ(Said(said->name()).first(), goes);
  EXPECT_THAT(world_.Merge(keeps, {other}), IsOk());
}

TEST_F(MergeDuplicatesTest, TheBestClaimOfAnotherGivesTheValueAndTakesItBackWithTheUndo) {
  Trust("registry", "form");
  const std::string keeps = Add("甲"), goes = Add("乙");
  Claim(keeps, "软件", "form");
  Claim(goes, "金融", "registry");
  const auto merged = world_.Merge(keeps, {goes});
  ASSERT_THAT(merged, IsOk());
  EXPECT_EQ(world_.Get(keeps)->industry(), "金融");
  ASSERT_THAT(world_.Undo(merged->customer_merge().name()), IsOk());
  ASSERT_THAT(world_.MoveAll(), IsOk());
  EXPECT_EQ(world_.Get(keeps)->industry(), "软件");
  EXPECT_EQ(world_.Get(goes)->industry(), "金融");
}

}  // namespace
}  // namespace guanxi::customer
