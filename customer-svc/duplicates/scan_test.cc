// ScanDuplicates, and what is decided about what it finds.
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/errors/errors.h"
#include "customer-svc/duplicates/testing.h"
#include "gmock/gmock.h"

namespace guanxi::customer {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;
using v1::DuplicateCluster;

constexpr char kMobile[] = "+8613800138000";
constexpr char kCode[] = "91330106MA27XK5L0C";
constexpr char kSteward[] = "users/0196b0a0-0000-7000-8000-000000000007";

class ScanTest : public DuplicatesTest {
 protected:
  // Companies that have nothing in common.
  void AddOthers(int count) {
    service_.CreateMany(count, [](int i, v1::Customer* customer) {
      customer->set_display_name(
          absl::StrCat("Company ", DeriveUuid("n", absl::StrCat(i)).ToString()));
    });
  }
  absl::StatusOr<DuplicateCluster> Resolve(const std::string& name,
                                           DuplicateCluster::State decision) {
    v1::ResolveDuplicateClusterRequest request;
    request.set_name(name);
    request.set_decision(decision);
    if (decision == DuplicateCluster::LATER) {
      request.mutable_later_until()->set_seconds(
          absl::ToUnixSeconds(service_.clock.Now() + absl::Hours(48)));
    }
    return clusters_.ResolveDuplicateCluster(service_.call(), request);
  }
};

TEST_F(ScanTest, MakesAClusterOfWhatIsTheSame) {
  AddOthers(5);
  const std::string a = Add(Company("杭州云帆网络科技有限公司", kMobile));
  const std::string b = Add(Company("云帆网络科技（杭州）有限责任公司", kMobile));
  v1::ScanDuplicatesRequest request;
  request.add_stewards(kSteward);
  const v1::ScanDuplicatesResponse response = Scan(request);
  EXPECT_EQ(response.customers(), 7);
  EXPECT_EQ(response.clusters(), 1);
  EXPECT_GE(response.compared_pairs(), 1);
  const auto clusters = Clusters();
  ASSERT_THAT(clusters, SizeIs(1));
  EXPECT_THAT(clusters[0].customers(), UnorderedElementsAre(a, b));
  EXPECT_EQ(clusters[0].kind(), DuplicateCluster::SAME);
  EXPECT_EQ(clusters[0].steward(), kSteward);
  EXPECT_GE(clusters[0].certainty(), 950);
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM duplicate_pairs"), 0);
}

TEST_F(ScanTest, JoinsByCreditCodeAndNeverBranchesOrOtherCodes) {
  const std::string a = Add(Company("常州途畅互联网科技有限公司", kMobile, kCode));
  const std::string b = Add(Company("途畅科技", "", kCode));
  const std::string branch = Add(Company("常州途畅互联网科技有限公司合肥分公司", kMobile, kCode));
  Add(Company("常州途畅互联网科技有限公司", kMobile, "91310000MA1FL4M96N"));
  const v1::ScanDuplicatesResponse response = Scan();
  EXPECT_EQ(response.clusters(), 1);
  const auto same = Clusters("kind = SAME");
  ASSERT_THAT(same, SizeIs(1));
  EXPECT_THAT(same[0].customers(), UnorderedElementsAre(a, b));
  EXPECT_EQ(same[0].certainty(), 1000);
  const auto branches = Clusters("kind = BRANCHES");
  ASSERT_FALSE(branches.empty());
  for (const DuplicateCluster& cluster : branches) {
    EXPECT_EQ(cluster.customers(cluster.customers_size() - 1), branch);
  }
}

TEST_F(ScanTest, GoesOnWhereItStood) {
  const std::map<std::string, std::string> companies = {
      {"杭州云帆网络科技有限公司", "+8613800138000"},
      {"宁波海岳商贸有限公司", "+8613912345678"},
      {"武汉江月餐饮有限公司", "+8618666667777"}};
  for (const auto& [name, phone] : companies) {
    for (int twice = 0; twice < 2; ++twice) Add(Company(name, phone));
  }
  const v1::ScanDuplicatesResponse whole = Scan();
  EXPECT_EQ(whole.clusters(), 3);
  // Each turn ends behind one step, and the next one knows what the checkpoint says alone.
  jobs::Runner::Options options;
  options.turn = absl::ZeroDuration();
  jobs::Runner stepwise(&leases_, Handlers(), options);
  const v1::ScanDuplicatesResponse steps = ScanBy(&stepwise);
  EXPECT_EQ(steps.customers(), whole.customers());
  EXPECT_EQ(steps.compared_pairs(), whole.compared_pairs());
  EXPECT_EQ(steps.clusters(), 3);
  EXPECT_EQ(steps.gone_clusters(), 0);
}

TEST_F(ScanTest, WhatWasDecidedStaysDecided) {
  Add(Company("杭州云帆网络科技有限公司", kMobile));
  const std::string b = Add(Company("杭州云帆网络科技有限公司", kMobile));
  Scan();
  const std::string cluster = Clusters()[0].name();
  ASSERT_THAT(Resolve(cluster, DuplicateCluster::LATER), IsOk());
  Scan();
  EXPECT_EQ(Clusters()[0].state(), DuplicateCluster::LATER);
  service_.clock.Advance(absl::Hours(49));
  Scan();
  EXPECT_EQ(Clusters()[0].state(), DuplicateCluster::OPEN);

  ASSERT_THAT(Resolve(cluster, DuplicateCluster::NOT_SAME), IsOk());
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM customer_distinctions"), 1);
  EXPECT_EQ(Scan().clusters(), 0);
  EXPECT_EQ(Clusters()[0].state(), DuplicateCluster::NOT_SAME);
}

TEST_F(ScanTest, OfMergedOnesOneIsLeft) {
  Add(Company("杭州云帆网络科技有限公司", kMobile));
  const std::string b = Add(Company("杭州云帆网络科技有限公司", kMobile));
  Scan();
  const std::string cluster = Clusters()[0].name();
  EXPECT_EQ(Reason(Resolve(cluster, DuplicateCluster::MERGED).status()), "DUPLICATES_NOT_MERGED");
  ASSERT_THAT(Delete(b), IsOk());
  EXPECT_THAT(Resolve(cluster, DuplicateCluster::MERGED), IsOk());
}

TEST_F(ScanTest, WhatIsNotFoundAgainIsGone) {
  Add(Company("杭州云帆网络科技有限公司", kMobile));
  const std::string b = Add(Company("杭州云帆网络科技有限公司", kMobile));
  Scan();
  ASSERT_THAT(Delete(b), IsOk());
  EXPECT_EQ(Scan().gone_clusters(), 1);
  EXPECT_EQ(Clusters()[0].state(), DuplicateCluster::GONE);
  ASSERT_THAT(Undelete(b), IsOk());
  Scan();
  EXPECT_EQ(Clusters()[0].state(), DuplicateCluster::OPEN);
}

TEST_F(ScanTest, KnowsCustomersOfBeforeThereWereKeys) {
  const std::string a = Add(Company("杭州云帆网络科技有限公司", kMobile));
  const std::string b = Add(Company("杭州云帆网络科技有限公司", kMobile));
  ASSERT_THAT(service_.Execute("DELETE FROM match_keys WHERE tenant_id = ?",
                               std::string(service_.tenant.bytes())),
              IsOk());
  EXPECT_EQ(Scan().clusters(), 1);
  // Once more there is nothing to be mended.
  const int64_t keys = service_.Number("SELECT COUNT(*) FROM match_keys");
  Scan();
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM match_keys"), keys);
}

TEST_F(ScanTest, LearnsFromManyAndSaysWhen) {
  AddOthers(150);
  const std::string a = Add(Company("杭州云帆网络科技有限公司", kMobile));
  Add(Company("杭州云帆网络科技有限公司", kMobile));
  EXPECT_EQ(Scan().clusters(), 1);
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM duplicate_models"), 1);
  service_.clock.Advance(ModelStore::kMaxAge);
  v1::FindDuplicatesRequest request;
  request.set_name(a);
  const auto found = duplicates_.FindDuplicates(service_.call(), request);
  ASSERT_THAT(found, IsOk());
  EXPECT_TRUE(found->has_learn_time());
  EXPECT_THAT(found->matches(), SizeIs(1));
}

TEST_F(ScanTest, OfAnotherTenantIsNothing) {
  Add(Company("杭州云帆网络科技有限公司", kMobile));
  ASSERT_THAT(TryCreate(Company("杭州云帆网络科技有限公司", kMobile),
                        service_.CallOf(service_.other_tenant)),
              IsOk());
  EXPECT_EQ(Scan().clusters(), 0);
  EXPECT_THAT(Clusters(), IsEmpty());
}

TEST_F(ScanTest, RequestsAreChecked) {
  v1::ScanDuplicatesRequest request;
  request.set_min_certainty(499);
  request.add_stewards("alice");
  const absl::Status refused = duplicates_.ScanDuplicates(service_.call(), request).status();
  EXPECT_THAT(FieldViolations(refused), SizeIs(2));
  const absl::Status later =
      Resolve("duplicateClusters/0196b0a0-0000-7000-8000-000000000001", DuplicateCluster::GONE)
          .status();
  ASSERT_THAT(FieldViolations(later), SizeIs(1));
  EXPECT_EQ(FieldViolations(later)[0].path, "decision");
}

}  // namespace
}  // namespace guanxi::customer
