#include "common/pools/pool_rules.h"

#include <set>
#include <string>

#include "absl/time/time.h"
#include "common/errors/errors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::pools {
namespace {

using pool::v1::Pool;
using ::testing::UnorderedElementsAre;

std::set<std::string> PathsOf(const Violations& violations) {
  std::set<std::string> paths;
  for (const FieldViolation& one : FieldViolations(violations.ToStatus())) paths.insert(one.path);
  return paths;
}

TEST(PoolRulesTest, WhatIsOutOfBoundsIsNamed) {
  Pool pool;
  pool.add_members("users/x");
  pool.set_claims_per_day(1001);
  pool.set_most_in_hand(-1);
  pool.mutable_cool_down()->set_seconds(367 * 86400);
  pool.mutable_protection()->set_seconds(-1);
  Violations violations;
  CheckPool(pool, &violations);
  EXPECT_THAT(PathsOf(violations), UnorderedElementsAre("members[0]", "claims_per_day",
                                                        "most_in_hand", "cool_down", "protection"));
}

TEST(PoolRulesTest, WhatIsPersonalIsNotShownAndWhatIsNoFilterIsRefused) {
  Pool pool;
  pool.add_shown_fields("claims_per_day");
  pool.add_shown_fields("nothing");
  pool.set_recycle_filter("nothing = 1");
  Violations violations;
  CheckPoolOf(*Pool::descriptor(), filter::Schema({}), pool, &violations);
  EXPECT_THAT(PathsOf(violations), UnorderedElementsAre("shown_fields[1]", "recycle_filter"));
}

TEST(PoolRulesTest, TheLastOwnerWaitsFromWhenItCame) {
  Pool pool;
  pool::v1::PoolStay stay;
  EXPECT_EQ(CoolUntil(pool, stay), absl::InfinitePast());
  pool.mutable_cool_down()->set_seconds(60);
  stay.mutable_enter_time()->set_seconds(1790000000);
  EXPECT_EQ(CoolUntil(pool, stay), absl::FromUnixSeconds(1790000060));
}

TEST(PoolRulesTest, TheDayIsThatOfTheCompany) {
  absl::TimeZone shanghai;
  ASSERT_TRUE(absl::LoadTimeZone("Asia/Shanghai", &shanghai));
  const absl::Time evening = absl::FromCivil(absl::CivilSecond(2026, 2, 28, 23, 59, 59), shanghai);
  EXPECT_EQ(EndOfDay(evening, shanghai) - evening, absl::Seconds(1));
}

}  // namespace
}  // namespace guanxi::pools
