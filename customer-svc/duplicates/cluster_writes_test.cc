#include "customer-svc/duplicates/cluster_writes.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

using v1::DuplicateCluster;

constexpr absl::Time kNow = absl::FromUnixSeconds(1790000000);

Uuid IdOf(const std::string& name) { return DeriveUuid("customer", name); }

FoundCluster Found(const std::vector<std::string>& names) {
  FoundCluster found;
  for (const std::string& name : names) found.customers.push_back(IdOf(name));
  found.scan = "operations/2";
  found.certainty = 990;
  found.steward = "users/b";
  return found;
}

DuplicateCluster Cluster(DuplicateCluster::State state) {
  DuplicateCluster cluster;
  cluster.set_state(state);
  for (const char* name : {"a", "b"}) {
    cluster.add_customers(absl::StrCat("customers/", IdOf(name).ToString()));
  }
  cluster.set_scan("operations/1");
  return cluster;
}

TEST(FoundAgain, WhatWasDecidedStaysDecided) {
  const DuplicateCluster next =
      FoundAgain(Cluster(DuplicateCluster::NOT_SAME), Found({"a", "b"}), kNow);
  EXPECT_EQ(next.state(), DuplicateCluster::NOT_SAME);
  EXPECT_EQ(next.scan(), "operations/2");
  EXPECT_EQ(next.certainty(), 990);
}

TEST(FoundAgain, WhatWasMergedAndIsSeveralAgainIsToBeDecidedAgain) {
  EXPECT_EQ(FoundAgain(Cluster(DuplicateCluster::MERGED), Found({"a", "b"}), kNow).state(),
            DuplicateCluster::OPEN);
}

TEST(FoundAgain, OtherCustomersOpenItAnew) {
  const DuplicateCluster next =
      FoundAgain(Cluster(DuplicateCluster::NOT_SAME), Found({"a", "b", "c"}), kNow);
  EXPECT_EQ(next.state(), DuplicateCluster::OPEN);
  EXPECT_EQ(next.customers_size(), 3);
}

TEST(FoundAgain, WhatWasGoneIsBack) {
  EXPECT_EQ(FoundAgain(Cluster(DuplicateCluster::GONE), Found({"a", "b"}), kNow).state(),
            DuplicateCluster::OPEN);
}

TEST(FoundAgain, LaterEndsWithItsTime) {
  DuplicateCluster later = Cluster(DuplicateCluster::LATER);
  later.mutable_later_until()->set_seconds(absl::ToUnixSeconds(kNow) + 1);
  EXPECT_EQ(FoundAgain(later, Found({"a", "b"}), kNow).state(), DuplicateCluster::LATER);
  const DuplicateCluster over = FoundAgain(later, Found({"a", "b"}), kNow + absl::Seconds(1));
  EXPECT_EQ(over.state(), DuplicateCluster::OPEN);
  EXPECT_FALSE(over.has_later_until());
}

TEST(FoundAgain, KeepsItsSteward) {
  DuplicateCluster cluster = Cluster(DuplicateCluster::OPEN);
  EXPECT_EQ(FoundAgain(cluster, Found({"a", "b"}), kNow).steward(), "users/b");
  cluster.set_steward("users/a");
  EXPECT_EQ(FoundAgain(cluster, Found({"a", "b"}), kNow).steward(), "users/a");
}

TEST(ClusterId, IsThatOfKindTenantAndFirstCustomer) {
  const Uuid tenant = DeriveUuid("tenant", "a");
  const Uuid id = ClusterId(DuplicateCluster::SAME, tenant, IdOf("a"));
  EXPECT_EQ(id, ClusterId(DuplicateCluster::SAME, tenant, IdOf("a")));
  EXPECT_NE(id, ClusterId(DuplicateCluster::BRANCHES, tenant, IdOf("a")));
  EXPECT_NE(id, ClusterId(DuplicateCluster::SAME, DeriveUuid("tenant", "b"), IdOf("a")));
}

}  // namespace
}  // namespace guanxi::customer
