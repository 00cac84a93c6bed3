#include "common/rpc/memory_budget.h"

#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::rpc {
namespace {

Principal Of(const char* tenant, const char* subject) {
  return Principal{DeriveUuid("test", tenant), subject, "client"};
}

const Principal kA = Of("a", "");
const Principal kAnn = Of("a", "users/ann");
const Principal kAmy = Of("a", "users/amy");
const Principal kB = Of("b", "");
const Principal kC = Of("c", "");

bool SaysWhen(const absl::Status& status) {
  return status.GetPayload("type.googleapis.com/google.rpc.RetryInfo").has_value();
}

TEST(MemoryBudgetTest, ATenantTakesNoMoreThanItLeaves) {
  MemoryBudget budget(100);
  EXPECT_THAT(budget.Take(kA, 25), IsOk());
  EXPECT_THAT(budget.Take(kA, 25), IsOk());
  const absl::Status full = budget.Take(kA, 1);
  EXPECT_THAT(full, HasReason("TENANT_MEMORY_FULL"));
  EXPECT_TRUE(SaysWhen(full));
  EXPECT_THAT(budget.Take(kB, 25), IsOk());
  EXPECT_THAT(budget.Take(kB, 1), HasReason("MEMORY_FULL"));
  EXPECT_THAT(budget.Take(kC, 13), HasReason("MEMORY_FULL"));
  EXPECT_THAT(budget.Take(kC, 12), IsOk());
  EXPECT_EQ(budget.held(), 87);
}

TEST(MemoryBudgetTest, ACallerTakesNoMoreThanHeLeavesHisTenant) {
  MemoryBudget budget(100);
  EXPECT_THAT(budget.Take(kAnn, 25), IsOk());
  const absl::Status full = budget.Take(kAnn, 1);
  EXPECT_THAT(full, HasReason("CALLER_MEMORY_FULL"));
  EXPECT_TRUE(SaysWhen(full));
  EXPECT_THAT(budget.Take(kAmy, 12), IsOk());
  EXPECT_THAT(budget.Take(kAmy, 1), HasReason("CALLER_MEMORY_FULL"));
  EXPECT_THAT(budget.Take(kB, 25), IsOk());
  budget.GiveBack(kAnn, 20);
  EXPECT_THAT(budget.Take(kAmy, 5), IsOk());
}

TEST(MemoryBudgetTest, WhatIsGivenBackIsFreeAgain) {
  MemoryBudget budget(100);
  EXPECT_THAT(budget.Take(kAnn, 25), IsOk());
  budget.GiveBack(kAnn, 25);
  EXPECT_EQ(budget.held(), 0);
  EXPECT_THAT(budget.Take(kAnn, 25), IsOk());
}

TEST(MemoryBudgetTest, ARequestThatNeverFitsIsNotToldToComeBack) {
  MemoryBudget budget(100);
  const absl::Status status = budget.Take(kA, budget.largest() + 1);
  EXPECT_THAT(status, HasReason("REQUEST_TOO_LARGE"));
  EXPECT_FALSE(SaysWhen(status));
  EXPECT_THAT(budget.Take(kAnn, budget.largest()), IsOk());
}

TEST(MemoryBudgetTest, AnswersBeyondATenantsShareHoldBackThatTenantAlone) {
  MemoryBudget budget(100);
  budget.Add(kA, 500);
  EXPECT_THAT(budget.Take(kA, 1), HasReason("TENANT_MEMORY_FULL"));
  EXPECT_THAT(budget.Take(kB, 25), IsOk());
  budget.GiveBack(kA, 475);
  EXPECT_THAT(budget.Take(kA, 10), IsOk());
  EXPECT_EQ(budget.held(), 60);
}

}  // namespace
}  // namespace guanxi::rpc
