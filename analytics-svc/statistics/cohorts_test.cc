#include "analytics-svc/statistics/cohorts.h"

#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

// Ten came in period 3, of whom 6 and 4 were active later; 20 in period 4, of whom 10.
const std::vector<CohortPart> kParts = {
    {3, 3, 10, 1000}, {3, 4, 6, 700}, {3, 5, 4, 300}, {4, 4, 20, 2000}, {4, 5, 10, 900}};

TEST(Cohorts, CellsAreCountedFromTheirOwnBegin) {
  const std::vector<Cohort> cohorts = MakeCohorts(kParts, 6);
  ASSERT_EQ(cohorts.size(), 2u);
  EXPECT_EQ(cohorts[0].size, 10);
  ASSERT_EQ(cohorts[0].cells.size(), 4u);
  EXPECT_EQ(cohorts[0].cells[1].customers, 6);
  EXPECT_EQ(cohorts[0].cells[2].amount, 300);
  EXPECT_EQ(cohorts[0].cells[3].customers, 0);
  ASSERT_EQ(cohorts[1].cells.size(), 3u);
  EXPECT_EQ(cohorts[1].cells[1].customers, 10);
}

TEST(Cohorts, ThePeriodThatGoesOnIsSaidToBePartial) {
  const std::vector<Cohort> cohorts = MakeCohorts(kParts, 5);
  EXPECT_FALSE(cohorts[0].cells[1].is_partial);
  EXPECT_TRUE(cohorts[0].cells[2].is_partial);
  EXPECT_TRUE(cohorts[1].cells[1].is_partial);
}

TEST(Cohorts, RetentionWeighsBySizeAndLeavesPartialPeriodsOut) {
  const std::vector<Cohort> at_end = MakeCohorts(kParts, 6);
  EXPECT_DOUBLE_EQ(RetentionAfter(at_end, 0), 1);
  EXPECT_DOUBLE_EQ(RetentionAfter(at_end, 1), 16.0 / 30);
  EXPECT_DOUBLE_EQ(RetentionAfter(at_end, 2), 0.4);
  EXPECT_LT(RetentionAfter(at_end, 3), 0);
  EXPECT_DOUBLE_EQ(RetentionAfter(MakeCohorts(kParts, 5), 1), 0.6);
}

TEST(Cohorts, WhatComesAfterTheCurrentPeriodIsLeftOut) {
  const std::vector<Cohort> cohorts = MakeCohorts(kParts, 3);
  ASSERT_EQ(cohorts.size(), 1u);
  EXPECT_EQ(cohorts[0].cells.size(), 1u);
}

}  // namespace
}  // namespace guanxi::analytics
