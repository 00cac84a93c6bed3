#include "common/pools/pool_cache.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace guanxi::pools {
namespace {

using pool::v1::Pool;

Uuid IdOf(size_t i) { return DeriveUuid("test", absl::StrCat(i)); }

Pool Named(const std::string& name) {
  Pool pool;
  pool.set_display_name(name);
  return pool;
}

TEST(PoolCacheTest, AVersionIsFoundAsLongAsItIsTheLastOne) {
  PoolCache cache;
  EXPECT_EQ(cache.Find(IdOf(0), IdOf(1), 1), nullptr);
  cache.Keep(IdOf(0), IdOf(1), 1, Named("华东"));
  ASSERT_NE(cache.Find(IdOf(0), IdOf(1), 1), nullptr);
  EXPECT_EQ(cache.Find(IdOf(0), IdOf(1), 1)->display_name(), "华东");
  EXPECT_EQ(cache.Find(IdOf(0), IdOf(1), 2), nullptr);
  EXPECT_EQ(cache.Keep(IdOf(0), IdOf(1), 2, Named("华南"))->display_name(), "华南");
  EXPECT_EQ(cache.Find(IdOf(0), IdOf(1), 1), nullptr);
  EXPECT_EQ(cache.Find(IdOf(0), IdOf(1), 2)->display_name(), "华南");
}

TEST(PoolCacheTest, PoolsOfTwoTenantsAreTwoWhateverTheirIds) {
  PoolCache cache;
  cache.Keep(IdOf(0), IdOf(1), 1, Named("甲"));
  EXPECT_EQ(cache.Find(IdOf(2), IdOf(1), 1), nullptr);
}

TEST(PoolCacheTest, WhatTheLastPoolOfATenantLetsIsKnown) {
  PoolCache cache;
  EXPECT_EQ(cache.LastMostInHand(IdOf(0)), 0);
  Pool ten = Named("甲"), five = Named("乙");
  ten.set_most_in_hand(10);
  five.set_most_in_hand(5);
  cache.Keep(IdOf(0), IdOf(1), 1, ten);
  cache.Keep(IdOf(0), IdOf(2), 1, five);
  EXPECT_EQ(cache.LastMostInHand(IdOf(0)), 5);
  cache.Find(IdOf(0), IdOf(1), 1);
  EXPECT_EQ(cache.LastMostInHand(IdOf(0)), 10);
  EXPECT_EQ(cache.LastMostInHand(IdOf(3)), 0);
}

TEST(PoolCacheTest, ItDoesNotGrowWithoutBound) {
  PoolCache cache;
  for (size_t i = 0; i <= PoolCache::kMost; ++i) cache.Keep(IdOf(0), IdOf(i + 1), 1, Named("甲"));
  EXPECT_EQ(cache.Find(IdOf(0), IdOf(1), 1), nullptr);
  EXPECT_NE(cache.Find(IdOf(0), IdOf(PoolCache::kMost + 1), 1), nullptr);
}

}  // namespace
}  // namespace guanxi::pools
