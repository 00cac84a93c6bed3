// Clusters of duplicates that are merged by an operation, and undone as a whole.
#include "customer-svc/merge/cluster_merge.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/uuid.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/duplicates/cluster_writes.h"
#include "customer-svc/merge/bulk_testing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/duplicate_cluster_service.pb.h"

namespace guanxi::customer {
namespace {

using ::testing::SizeIs;
using v1::DuplicateCluster;
using Request = v1::MergeDuplicateClustersRequest;

class ClusterMergeTest : public BulkTest {
 protected:
  // Made one after the other, the first is the oldest.
  std::vector<std::string> AddCustomers(int count) {
    std::vector<std::string> names;
    for (int i = 0; i < count; ++i) {
      names.push_back(world_.AddCustomer(absl::StrCat("公司", ++made_)));
    }
    return names;
  }
  // As a scan leaves it.
  std::string AddCluster(const std::vector<std::string>& customers, int certainty = 1000,
                         DuplicateCluster::Kind kind = DuplicateCluster::SAME) {
    FoundCluster found;
    found.kind = kind;
    found.certainty = certainty;
    found.scan = kScan;
    for (const std::string& name : customers) {
      found.customers.push_back(resource::ParseReference("customers", name).value());
    }
    std::sort(found.customers.begin(), found.customers.end());
    const Uuid id = ClusterId(kind, service_.tenant, found.customers.front());
    EXPECT_THAT(service_.engine->Write(service_.call().principal, {}, {},
                                       [&](resource::UnitOfWork& work) {
                                         return WriteCluster(
                                             work, *service_.resources->duplicate_clusters, found);
                                       }),
                IsOk());
    return absl::StrCat("duplicateClusters/", id.ToString());
  }
  DuplicateCluster::State StateOf(const std::string& cluster) {
    v1::GetDuplicateClusterRequest request;
    request.set_name(cluster);
    return service_.catalog->Of<DuplicateCluster>()
        .Get<DuplicateCluster>(service_.call(), request)
        ->state();
  }
  static Request OfScan() {
    Request request;
    request.set_scan(kScan);
    request.set_survivor(Request::OLDEST);
    request.set_keep_owner_of(Request::THE_SURVIVOR);
    return request;
  }
  static Request Of(const std::vector<std::string>& clusters) {
    Request request = OfScan();
    request.clear_scan();
    request.mutable_duplicate_clusters()->Assign(clusters.begin(), clusters.end());
    return request;
  }
  std::string Start(const Request& request) {
    const auto operation = methods_.MergeDuplicateClusters(service_.call(), request);
    EXPECT_THAT(operation, IsOk());
    return operation->name();
  }
  int64_t Live() { return service_.Number("SELECT COUNT(*) FROM customers WHERE live = 1"); }

  static constexpr char kScan[] = "operations/0196b0a0-0000-7000-8000-000000000001";
  int made_ = 0;
};

TEST_F(ClusterMergeTest, WhatAScanFoundIsMergedDecidedAndUndoneAsAWhole) {
  const auto first = AddCustomers(3);
  const auto second = AddCustomers(2);
  const std::string a = AddCluster(first), b = AddCluster(second);
  const std::string bulk = Start(OfScan());
  const auto merged = Finish(bulk);
  EXPECT_EQ(merged.done_count(), 2);
  EXPECT_EQ(merged.failed_count(), 0) << merged.ShortDebugString();
  EXPECT_EQ(StateOf(a), DuplicateCluster::MERGED);
  EXPECT_EQ(StateOf(b), DuplicateCluster::MERGED);
  for (const std::string& name : first) EXPECT_EQ(world_.Get(name)->name(), first[0]);
  EXPECT_EQ(world_.Get(second[1])->name(), second[0]);

  EXPECT_EQ(Undo(bulk).done_count(), 2);
  EXPECT_EQ(StateOf(a), DuplicateCluster::OPEN);
  EXPECT_EQ(StateOf(b), DuplicateCluster::OPEN);
  for (const std::string& name : first) EXPECT_EQ(world_.Get(name)->name(), name);
  EXPECT_EQ(Live(), 5);
}

TEST_F(ClusterMergeTest, LessCertainOnesAndThoseOfOtherScansStay) {
  const std::string sure = AddCluster(AddCustomers(2), 995);
  const std::string unsure = AddCluster(AddCustomers(2), 989);
  const std::string branches = AddCluster(AddCustomers(2), 1000, DuplicateCluster::BRANCHES);
  EXPECT_EQ(Finish(Start(OfScan())).done_count(), 1);
  EXPECT_EQ(StateOf(sure), DuplicateCluster::MERGED);
  EXPECT_EQ(StateOf(unsure), DuplicateCluster::OPEN);
  EXPECT_EQ(StateOf(branches), DuplicateCluster::OPEN);
  Request other = OfScan();
  other.set_scan("operations/0196b0a0-0000-7000-8000-000000000002");
  other.set_min_certainty(500);
  EXPECT_EQ(Finish(Start(other)).done_count(), 0);
}

TEST_F(ClusterMergeTest, WhatCannotBeMergedIsToldOfAndKeepsNoneUp) {
  const std::string branches = AddCluster(AddCustomers(2), 0, DuplicateCluster::BRANCHES);
  const std::string fine = AddCluster(AddCustomers(2));
  const std::string nothing =
      absl::StrCat("duplicateClusters/", DeriveUuid("no", "cluster").ToString());
  const auto merged = Finish(Start(Of({branches, nothing, fine})));
  EXPECT_EQ(merged.done_count(), 1);
  EXPECT_EQ(merged.failed_count(), 2);
  ASSERT_THAT(merged.failures(), SizeIs(2));
  EXPECT_EQ(merged.failures(0).duplicate_cluster(), branches);
  EXPECT_EQ(merged.failures(1).index(), 1);
  EXPECT_EQ(StateOf(fine), DuplicateCluster::MERGED);
  // Decided once.
  EXPECT_EQ(Finish(Start(Of({fine}))).failed_count(), 1);
}

TEST_F(ClusterMergeTest, WhoWasMergedBeforeTakesNoPart) {
  const auto names = AddCustomers(3);
  const std::string cluster = AddCluster(names);
  ASSERT_THAT(world_.Merge(names[1], {names[0]}), IsOk());
  ASSERT_THAT(world_.MoveAll(), IsOk());
  EXPECT_EQ(Finish(Start(Of({cluster}))).done_count(), 1);
  EXPECT_EQ(StateOf(cluster), DuplicateCluster::MERGED);
  EXPECT_EQ(world_.Get(names[0])->name(), names[1]);
  EXPECT_EQ(world_.Get(names[2])->name(), names[1]);
}

TEST_F(ClusterMergeTest, ManyBecomeOneInSeveralMerges) {
  const auto names = AddCustomers(30);
  const std::string cluster = AddCluster(names);
  const std::string bulk = Start(Of({cluster}));
  EXPECT_EQ(Finish(bulk).done_count(), 1);
  EXPECT_EQ(StateOf(cluster), DuplicateCluster::MERGED);
  EXPECT_EQ(Live(), 1);
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM customer_merges"), 2);
  EXPECT_EQ(Undo(bulk).failed_count(), 0);
  EXPECT_EQ(Live(), 30);
  EXPECT_EQ(StateOf(cluster), DuplicateCluster::OPEN);
}

TEST_F(ClusterMergeTest, KilledAtAnyPlaceItMergesEachClusterOnce) {
  const auto first = AddCustomers(2), second = AddCustomers(2);
  AddCluster(first);
  AddCluster(second);
  const std::string bulk = Start(OfScan());
  EXPECT_EQ(FinishKilled(bulk).done_count(), 2);
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM customer_merges"), 2);
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM merge_turns"), 0);
}

TEST_F(ClusterMergeTest, NamesAreChecked) {
  Request request = OfScan();
  request.set_scan("scans/1");
  EXPECT_THAT(methods_.MergeDuplicateClusters(service_.call(), request), HasReason("INVALID_NAME"));
  EXPECT_THAT(methods_.MergeDuplicateClusters(service_.call(), Of({"clusters/1"})),
              HasReason("INVALID_NAME"));
  EXPECT_THAT(methods_.MergeDuplicateClusters(service_.call(), Request()),
              HasReason("INVALID_FIELD"));
}

}  // namespace
}  // namespace guanxi::customer
