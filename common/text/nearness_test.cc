#include "common/text/nearness.h"

#include "gtest/gtest.h"

namespace guanxi::text {
namespace {

TEST(EditDistance, CountsWhatMustBeChanged) {
  EXPECT_EQ(EditDistance("", ""), 0u);
  EXPECT_EQ(EditDistance("", "abc"), 3u);
  EXPECT_EQ(EditDistance("display_nam", "display_name"), 1u);
  EXPECT_EQ(EditDistance("customers.raed", "customers.read"), 2u);
  EXPECT_EQ(EditDistance("kitten", "sitting"), 3u);
}

}  // namespace
}  // namespace guanxi::text
