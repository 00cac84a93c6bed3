// Bulks of merges and their undoing, as operations.
#include "customer-svc/merge/bulk_merge.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/jobs/operation_store.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/merge/bulk_testing.h"
#include "google/rpc/code.pb.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

class BulkMergeTest : public BulkTest {
 protected:
  absl::StatusOr<std::string> Start(const std::vector<v1::MergeCustomersRequest>& groups) {
    v1::BulkMergeCustomersRequest request;
    for (const v1::MergeCustomersRequest& group : groups) *request.add_merges() = group;
    const auto operation = methods_.BulkMergeCustomers(service_.call(), request);
    if (!operation.ok()) return operation.status();
    return operation->name();
  }
};

TEST_F(BulkMergeTest, EachGroupIsMergedAndAllAreUndoneTogether) {
  std::vector<std::string> names;
  for (int i = 0; i < 6; ++i) {
    names.push_back(world_.AddCustomer(absl::StrCat("公司", i)));
    ASSERT_THAT(world_.AddContact(names.back(), "王芳"), IsOk());
  }
  const auto bulk =
      Start({MergeWorld::Request(names[0], {names[1]}), MergeWorld::Request(names[2], {names[3]}),
             // On what the first one made.
             MergeWorld::Request(names[4], {names[0]})});
  ASSERT_THAT(bulk, IsOk());
  const auto merged = Finish(*bulk);
  EXPECT_EQ(merged.done_count(), 3);
  EXPECT_EQ(merged.failures_size(), 0);
  EXPECT_EQ(world_.Get(names[1])->name(), names[4]);
  EXPECT_EQ(world_.CountBelow("contacts", names[4]), 3);
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM customers WHERE live = 1"), 3);

  const auto undone = Undo(*bulk);
  EXPECT_EQ(undone.done_count(), 3);
  EXPECT_EQ(undone.failures_size(), 0);
  for (const std::string& name : names) {
    EXPECT_EQ(world_.Get(name)->name(), name);
    EXPECT_EQ(world_.CountBelow("contacts", name), 1);
  }
}

TEST_F(BulkMergeTest, AGroupThatCannotBeMergedIsToldOfAndKeepsNoneUp) {
  const std::string a = world_.AddCustomer("甲"), b = world_.AddCustomer("乙");
  const std::string nobody = "customers/" + DeriveUuid("no", "one").ToString();
  const auto bulk = Start({MergeWorld::Request(a, {nobody}), MergeWorld::Request(a, {b})});
  ASSERT_THAT(bulk, IsOk());
  const auto merged = Finish(*bulk);
  EXPECT_EQ(merged.done_count(), 1);
  ASSERT_EQ(merged.failures_size(), 1);
  EXPECT_EQ(merged.failures(0).index(), 0);
  EXPECT_EQ(merged.failures(0).status().code(), google::rpc::NOT_FOUND);
  EXPECT_EQ(world_.Get(b)->name(), a);
}

TEST_F(BulkMergeTest, KilledAtAnyPlaceItMergesEachGroupOnce) {
  std::vector<std::string> names;
  for (int i = 0; i < 4; ++i) names.push_back(world_.AddCustomer(absl::StrCat("公司", i)));
  const auto bulk =
      Start({MergeWorld::Request(names[0], {names[1]}), MergeWorld::Request(names[2], {names[3]})});
  ASSERT_THAT(bulk, IsOk());
  EXPECT_EQ(FinishKilled(*bulk).done_count(), 2);
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM customer_merges"), 2);
}

TEST_F(BulkMergeTest, WhatIsNotDoneOrMadeNothingIsNotUndone) {
  const std::string a = world_.AddCustomer("甲"), b = world_.AddCustomer("乙");
  const auto bulk = Start({MergeWorld::Request(a, {b})});
  ASSERT_THAT(bulk, IsOk());
  v1::UndoBulkMergeRequest request;
  request.set_bulk(*bulk);
  EXPECT_THAT(methods_.UndoBulkMerge(service_.call(), request), HasReason("BULK_UNDER_WAY"));
  EXPECT_EQ(Finish(*bulk).done_count(), 1);
  EXPECT_THAT(methods_.UndoBulkMerge(service_.call(), request), IsOk());
  request.set_bulk(jobs::MakeOperationName(DeriveUuid("no", "bulk")));
  EXPECT_THAT(methods_.UndoBulkMerge(service_.call(), request), HasReason("BULK_NOT_FOUND"));
}

TEST_F(BulkMergeTest, WhatACancelledOneHasLeftIsMovedBeforeItIsUndone) {
  const std::string a = world_.AddCustomer("甲"), b = world_.AddCustomer("乙");
  const auto bulk = Start({MergeWorld::Request(a, {b})});
  ASSERT_THAT(bulk, IsOk());
  world_.on_passed = [](absl::string_view) { return Unavailable("KILLED", "killed"); };
  ASSERT_THAT(runner_.RunOne(), IsOk());
  ASSERT_EQ(service_.Number("SELECT COUNT(*) FROM merge_turns"), 1);
  ASSERT_THAT(
      operations_.Cancel(service_.call().principal, jobs::ParseOperationName(*bulk).value()),
      IsOk());
  service_.clock.Advance(absl::Minutes(2));
  ASSERT_THAT(runner_.RunOne(), IsOk());
  ASSERT_EQ(service_.Number("SELECT COUNT(*) FROM merge_turns"), 1);
  world_.on_passed = nullptr;
  const auto undone = Undo(*bulk);
  EXPECT_EQ(undone.done_count(), 1);
  EXPECT_EQ(undone.failures_size(), 0);
  EXPECT_EQ(world_.Get(b)->name(), b);
}

TEST_F(BulkMergeTest, WhatIsForSingleMergesIsRefused) {
  EXPECT_THAT(Start({}), HasReason("INVALID_FIELD"));
  v1::MergeCustomersRequest group = MergeWorld::Request("customers/a", {"customers/b"});
  group.set_etag("1");
  EXPECT_THAT(Start({group}), HasReason("INVALID_FIELD"));
  v1::UndoBulkMergeRequest request;
  request.set_bulk("bulks/1");
  EXPECT_THAT(methods_.UndoBulkMerge(service_.call(), request), HasReason("INVALID_NAME"));
}

}  // namespace
}  // namespace guanxi::customer
