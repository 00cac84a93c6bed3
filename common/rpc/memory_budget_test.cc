#include "common/rpc/memory_budget.h"

#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::rpc {
namespace {

const Uuid kA = DeriveUuid("test", "a");
const Uuid kB = DeriveUuid("test", "b");
const Uuid kC = DeriveUuid("test", "c");

TEST(MemoryBudgetTest, ATenantFillsHalfAndOthersTheRest) {
  MemoryBudget budget(100);
  EXPECT_THAT(budget.Take(kA, 50), IsOk());
  const absl::Status full = budget.Take(kA, 1);
  EXPECT_THAT(full, HasReason("TENANT_MEMORY_FULL"));
  EXPECT_TRUE(full.GetPayload("type.googleapis.com/google.rpc.RetryInfo").has_value());
  EXPECT_THAT(budget.Take(kB, 40), IsOk());
  EXPECT_THAT(budget.Take(kC, 11), HasReason("MEMORY_FULL"));
  EXPECT_THAT(budget.Take(kC, 10), IsOk());
  EXPECT_EQ(budget.held(), 100);
}

TEST(MemoryBudgetTest, WhatIsGivenBackIsFreeAgain) {
  MemoryBudget budget(100);
  EXPECT_THAT(budget.Take(kA, 50), IsOk());
  budget.GiveBack(kA, 50);
  EXPECT_EQ(budget.held(), 0);
  EXPECT_THAT(budget.Take(kA, 50), IsOk());
}

TEST(MemoryBudgetTest, ARequestThatNeverFitsIsNotToldToComeBack) {
  MemoryBudget budget(100);
  const absl::Status status = budget.Take(kA, 51);
  EXPECT_THAT(status, HasReason("REQUEST_TOO_LARGE"));
  EXPECT_FALSE(status.GetPayload("type.googleapis.com/google.rpc.RetryInfo").has_value());
}

TEST(MemoryBudgetTest, AnswersBeyondATenantsShareHoldBackThatTenantAlone) {
  MemoryBudget budget(100);
  budget.Add(kA, 500);
  EXPECT_THAT(budget.Take(kA, 1), HasReason("TENANT_MEMORY_FULL"));
  EXPECT_THAT(budget.Take(kB, 50), IsOk());
  budget.GiveBack(kA, 460);
  EXPECT_THAT(budget.Take(kA, 10), IsOk());
  EXPECT_EQ(budget.held(), 100);
}

}  // namespace
}  // namespace guanxi::rpc
