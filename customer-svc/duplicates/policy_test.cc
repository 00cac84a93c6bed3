#include "customer-svc/duplicates/policy.h"

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "common/errors/errors.h"
#include "customer-svc/duplicates/testing.h"
#include "gmock/gmock.h"

namespace guanxi::customer {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

constexpr char kMobile[] = "+8613800138000";
constexpr char kBlock[] = "action: BLOCK keys: PHONE keys: CREDIT_CODE keys: NAME";

using DuplicatePolicyTest = DuplicatesTest;

TEST_F(DuplicatePolicyTest, WithoutRulesEverythingMayBeMade) {
  Add(Company("云帆", kMobile));
  EXPECT_THAT(TryCreate(Company("云帆", kMobile)), IsOk());
}

TEST_F(DuplicatePolicyTest, BlockRefusesAndNamesTheHolder) {
  AddRule(kBlock);
  const std::string holder = Add(Company("云帆", kMobile));
  const absl::Status refused = TryCreate(Company("海岳", kMobile)).status();
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kAlreadyExists));
  EXPECT_EQ(Reason(refused), "DUPLICATE_CUSTOMER");
  EXPECT_THAT(std::string(refused.message()), ::testing::HasSubstr(holder));
}

TEST_F(DuplicatePolicyTest, WhoDoesNotSeeTheHolderIsSentToASteward) {
  AddRule(kBlock);
  v1::Customer theirs = Company("云帆", kMobile);
  theirs.set_owner("users/0196b0a0-0000-7000-8000-000000000009");
  const std::string holder = Add(theirs);
  const absl::Status refused =
      TryCreate(Company("海岳", kMobile),
                CallWith("permissions { pattern: 'customers.*' scope: SELF }", "customers.create"))
          .status();
  EXPECT_EQ(Reason(refused), "DUPLICATE_CUSTOMER");
  EXPECT_THAT(std::string(refused.message()), ::testing::HasSubstr("steward"));
  EXPECT_THAT(std::string(refused.message()), ::testing::Not(::testing::HasSubstr(holder)));
}

TEST_F(DuplicatePolicyTest, WhateverIsWrittenOtherwiseIsTheSameKey) {
  AddRule("action: BLOCK keys: PHONE keys: EMAIL keys: CREDIT_CODE keys: NAME");
  v1::Customer known = Company("绍兴市靈動傳媒有限公司", kMobile, "91330106MA27XK5L0C");
  known.add_emails()->set_address("li@yunfan.cn");
  Add(known);
  v1::Customer by_email = Company("丙");
  by_email.add_emails()->set_address("Li@YunFan.cn");
  for (const v1::Customer& other :
       {Company("甲", "１３８-0013-8000"), Company("乙", "", "91330106ma27xk5l0c"), by_email,
        Company("灵动传媒（绍兴）有限责任公司")}) {
    EXPECT_THAT(TryCreate(other), StatusIs(absl::StatusCode::kAlreadyExists))
        << other.DebugString();
  }
}

TEST_F(DuplicatePolicyTest, SwitchboardsBlockNobody) {
  AddRule(kBlock);
  Add(Company("云帆", "+8657188881234"));
  EXPECT_THAT(TryCreate(Company("海岳", "+8657188881234")), IsOk());
}

TEST_F(DuplicatePolicyTest, KeysOfManyBlockNobody) {
  for (const char* name : {"甲", "乙", "丙"}) Add(Company(name, kMobile));
  AddRule("action: BLOCK keys: PHONE max_holders: 2");
  EXPECT_THAT(TryCreate(Company("丁", kMobile)), IsOk());
}

TEST_F(DuplicatePolicyTest, AnExceptionComesBeforeTheRule) {
  AddRule("action: BLOCK keys: PHONE priority: 5");
  AddRule("action: ALLOW keys: PHONE sources: '旧系统' priority: 1");
  Add(Company("云帆", kMobile));
  v1::Customer excepted = Company("海岳", kMobile);
  excepted.set_source("旧系统");
  EXPECT_THAT(TryCreate(excepted), IsOk());
  EXPECT_THAT(TryCreate(Company("江月", kMobile)), StatusIs(absl::StatusCode::kAlreadyExists));
}

TEST_F(DuplicatePolicyTest, ABranchIsNoDoubleOfItsCompany) {
  AddRule(kBlock);
  const std::string code = "91330106MA27XK5L0C";
  Add(Company("常州途畅互联网科技有限公司", kMobile, code));
  EXPECT_THAT(TryCreate(Company("常州途畅互联网科技有限公司合肥分公司", kMobile, code)), IsOk());
  EXPECT_THAT(TryCreate(Company("途畅", "", code)), StatusIs(absl::StatusCode::kAlreadyExists));
}

TEST_F(DuplicatePolicyTest, DepartmentsThatTheTreeLinksShareTheCodeOfTheirCompany) {
  AddRule("action: BLOCK keys: CREDIT_CODE");
  const std::string code = "91330106MA27XK5L0C";
  const std::string company = Add(Company("云帆集团", "", code));
  v1::Customer sales = Company("云帆集团销售部", "", code);
  EXPECT_THAT(TryCreate(sales), StatusIs(absl::StatusCode::kAlreadyExists));
  sales.set_parent_organization(company);
  EXPECT_THAT(TryCreate(sales), IsOk());
  v1::Customer finance = Company("云帆集团财务部", "", code);
  finance.set_parent_organization(company);
  EXPECT_THAT(TryCreate(finance), IsOk());
}

TEST_F(DuplicatePolicyTest, OneOfABatchBlocksTheOther) {
  AddRule(kBlock);
  v1::BatchCreateCustomersRequest request;
  *request.add_requests()->mutable_customer() = Company("云帆", kMobile);
  *request.add_requests()->mutable_customer() = Company("海岳", kMobile);
  EXPECT_THAT(
      service_.customers->BatchCreate<v1::BatchCreateCustomersResponse>(service_.call(), request),
      StatusIs(absl::StatusCode::kAlreadyExists));
}

TEST_F(DuplicatePolicyTest, DeletionGivesKeysFreeAndWhoComesBackClaimsThemAnew) {
  AddRule(kBlock);
  const std::string first = Add(Company("云帆", kMobile));
  EXPECT_THAT(Delete(first), IsOk());
  const std::string second = Add(Company("云帆", kMobile));
  EXPECT_THAT(Undelete(first), StatusIs(absl::StatusCode::kAlreadyExists));
  EXPECT_THAT(Delete(second), IsOk());
  EXPECT_THAT(Undelete(first), IsOk());
}

TEST_F(DuplicatePolicyTest, AnUpdateIsHeldAgainstWhatItGives) {
  AddRule(kBlock);
  Add(Company("云帆", kMobile));
  const std::string other = Add(Company("海岳"));
  v1::UpdateCustomerRequest request;
  request.mutable_customer()->set_name(other);
  request.mutable_customer()->set_note("n");
  EXPECT_THAT(service_.customers->Update<v1::Customer>(service_.call(), request), IsOk());
  request.mutable_customer()->add_phones()->set_number(kMobile);
  EXPECT_THAT(service_.customers->Update<v1::Customer>(service_.call(), request),
              StatusIs(absl::StatusCode::kAlreadyExists));
}

TEST_F(DuplicatePolicyTest, OfManyWritersWithOneKeyOneWins) {
  AddRule(kBlock);
  constexpr int kWriters = 64;
  std::atomic<int> made{0};
  std::atomic<int> refused{0};
  std::vector<std::thread> writers;
  for (int i = 0; i < kWriters; ++i) {
    writers.emplace_back([&, i] {
      while (true) {
        const absl::Status status = TryCreate(Company(absl::StrCat("公司", i), kMobile)).status();
        if (status.ok()) ++made;
        if (absl::IsAlreadyExists(status)) ++refused;
        // Too many at once wait for connections: they try again.
        if (!IsPassing(status)) return;
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_EQ(made, 1);
  EXPECT_EQ(refused, kWriters - 1);
}

TEST_F(DuplicatePolicyTest, WarnMakesAClusterOfAllWhoHaveIt) {
  AddRule("action: WARN keys: PHONE");
  const std::string a = Add(Company("云帆", kMobile));
  EXPECT_THAT(Clusters(), IsEmpty());
  const std::string b = Add(Company("海岳", kMobile));
  const std::string c = Add(Company("江月", kMobile));
  const auto clusters = Clusters();
  ASSERT_THAT(clusters, SizeIs(1));
  EXPECT_EQ(clusters[0].state(), v1::DuplicateCluster::OPEN);
  EXPECT_THAT(clusters[0].customers(), UnorderedElementsAre(a, b, c));
}

TEST_F(DuplicatePolicyTest, AnotherTenantHasOtherKeys) {
  AddRule(kBlock);
  Add(Company("云帆", kMobile));
  EXPECT_THAT(TryCreate(Company("云帆", kMobile), service_.CallOf(service_.other_tenant)), IsOk());
}

}  // namespace
}  // namespace guanxi::customer
