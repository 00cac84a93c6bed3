#include "common/page/page_size.h"

#include <limits>

#include "absl/status/status.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::page {
namespace {

TEST(PageSize, HasADefaultAndAMaximum) {
  EXPECT_THAT(PageSize(0), IsOkAndHolds(50));
  EXPECT_THAT(PageSize(1), IsOkAndHolds(1));
  EXPECT_THAT(PageSize(1000), IsOkAndHolds(1000));
  EXPECT_THAT(PageSize(std::numeric_limits<int32_t>::max()), IsOkAndHolds(1000));
}

TEST(PageSize, RefusesNegativeOnes) {
  EXPECT_THAT(PageSize(-1), testing::AllOf(StatusIs(absl::StatusCode::kInvalidArgument,
                                                    "page_size: must not be negative"),
                                           HasReason("INVALID_PAGE_SIZE")));
}

}  // namespace
}  // namespace guanxi::page
