#include "customer-svc/dedupe/similarity.h"

#include <string>

#include "gtest/gtest.h"

namespace guanxi::dedupe {
namespace {

// The values of Winkler's paper (1990), to three places.
TEST(JaroWinkler, GivesThePublishedValues) {
  EXPECT_NEAR(JaroWinkler(U"martha", U"marhta"), .961, .001);
  EXPECT_NEAR(JaroWinkler(U"dwayne", U"duane"), .840, .001);
  EXPECT_NEAR(JaroWinkler(U"dixon", U"dicksonx"), .813, .001);
  EXPECT_EQ(JaroWinkler(U"abc", U"xyz"), 0);
  EXPECT_EQ(JaroWinkler(U"", U"x"), 0);
  EXPECT_EQ(JaroWinkler(U"同名", U"同名"), 1);
}

TEST(JaroWinkler, IsTheSameBothWays) {
  EXPECT_EQ(JaroWinkler(U"jones", U"johnson"), JaroWinkler(U"johnson", U"jones"));
}

TEST(JaroWinkler, LooksAtTheStartOfLongTexts) {
  const std::u32string a(1000, U'a');
  EXPECT_EQ(JaroWinkler(a, a + U"b"), 1);
}

TEST(Distance, CountsAnExchangeOfNeighboursOnce) {
  EXPECT_EQ(Distance(U"abcd", U"abdc", 3), 1U);
  EXPECT_EQ(Distance(U"kitten", U"sitting", 3), 3U);
  EXPECT_EQ(Distance(U"", U"ab", 3), 2U);
  EXPECT_EQ(Distance(U"云帆", U"云凡", 3), 1U);
}

TEST(Distance, EndsBehindTheLimit) {
  EXPECT_EQ(Distance(U"abcdef", U"uvwxyz", 2), 3U);
  EXPECT_EQ(Distance(U"a", U"abcdef", 2), 3U);
}

}  // namespace
}  // namespace guanxi::dedupe
