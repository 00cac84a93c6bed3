#include "common/timers/timers.h"

#include "common/base/status_macros.h"
#include "common/db/sql_lint.h"
#include "common/testing/status_matchers.h"
#include "common/timers/queries.h"
#include "common/timers/testing.h"
#include "gmock/gmock.h"

namespace guanxi::timers {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST_F(TimersTest, ArmingAgainMovesATimer) {
  Arm(tenant_, {At("a", absl::Hours(1))});
  EXPECT_EQ(Armed(tenant_, "a").due, start_ + absl::Hours(1));
  EXPECT_EQ(Armed(tenant_, "a").generation, 1);
  Timer later = At("a", absl::Hours(2));
  later.payload = "why";
  Arm(tenant_, {later});
  EXPECT_EQ(CountArmed(), 1);
  EXPECT_EQ(Armed(tenant_, "a").due, start_ + absl::Hours(2));
  EXPECT_EQ(Armed(tenant_, "a").payload, "why");
  EXPECT_EQ(Armed(tenant_, "a").generation, 2);
  Disarm(tenant_, "a");
  Disarm(tenant_, "a");
  EXPECT_EQ(CountArmed(), 0);
}

TEST_F(TimersTest, OfTwoWithOneKeyTheLastCounts) {
  Arm(tenant_, {At("a", absl::Hours(1)), At("a", absl::Hours(3))});
  EXPECT_EQ(Armed(tenant_, "a").due, start_ + absl::Hours(3));
}

TEST_F(TimersTest, TenantsAndTransactionsKeepTheirTimersApart) {
  Arm(tenant_, {At("a", absl::Hours(1))});
  Arm(other_tenant_, {At("a", absl::Hours(2))});
  Disarm(tenant_, "a");
  EXPECT_EQ(Armed(other_tenant_, "a").due, start_ + absl::Hours(2));
  EXPECT_THAT(database_->ReadWrite({},
                                   [&](db::Transaction& tx) -> absl::Status {
                                     GUANXI_RETURN_IF_ERROR(
                                         timers_.Arm(tx, tenant_, At("b", absl::Hours(1))));
                                     return absl::CancelledError("changed my mind");
                                   }),
              StatusIs(absl::StatusCode::kCancelled));
  EXPECT_EQ(CountArmed(), 1);
}

TEST_F(TimersTest, ThoseThatBeginAlikeAreDisarmedInSteps) {
  Arm(tenant_, {At("r1/a", absl::Hours(1)), At("r1/b", absl::Hours(1)), At("r1/c", absl::Hours(1)),
                At("r10/a", absl::Hours(1)), At("r2/a", absl::Hours(1))});
  Arm(other_tenant_, {At("r1/a", absl::Hours(1))});
  std::vector<int64_t> removed;
  for (int i = 0; i < 2; ++i) {
    ASSERT_THAT(database_->ReadWrite({},
                                     [&](db::Transaction& tx) -> absl::Status {
                                       GUANXI_ASSIGN_OR_RETURN(
                                           const int64_t rows,
                                           Timers::DisarmAll(tx, tenant_, "note", "r1/", 2));
                                       removed.push_back(rows);
                                       return absl::OkStatus();
                                     }),
                IsOk());
  }
  EXPECT_THAT(removed, ElementsAre(2, 1));
  EXPECT_EQ(CountArmed(), 3);
}

TEST_F(TimersTest, ThoseOfAPrefixAreListedBehindOne) {
  for (const char* const key : {"r1/a", "r1/b", "r1/c", "r2/a"}) {
    ASSERT_THAT(database_->ReadWrite({},
                                     [&](db::Transaction& tx) {
                                       return timers_.Arm(tx, tenant_,
                                                          At(key, absl::ZeroDuration()));
                                     }),
                IsOk());
  }
  const auto list = [&](const std::string& after, int64_t limit) {
    std::string keys;
    EXPECT_THAT(database_->ReadWrite({},
                                     [&](db::Transaction& tx) -> absl::Status {
                                       keys.clear();
                                       const auto listed =
                                           Timers::List(tx, tenant_, "note", "r1/", after, limit);
                                       if (!listed.ok()) return listed.status();
                                       for (const ArmedTimer& timer : *listed)
                                         keys += timer.key + " ";
                                       return absl::OkStatus();
                                     }),
                IsOk());
    return keys;
  };
  EXPECT_EQ(list("", 2), "r1/a r1/b ");
  EXPECT_EQ(list("r1/b", 2), "r1/c ");
  EXPECT_EQ(list("r1/c", 2), "");
}

TEST_F(TimersTest, WhatCannotBeStoredIsNotArmed) {
  const auto arm = [&](const Timer& timer) {
    return database_->ReadWrite(
        {}, [&](db::Transaction& tx) { return timers_.Arm(tx, tenant_, timer); });
  };
  Timer timer = At("a", absl::ZeroDuration());
  timer.kind = "Note";
  EXPECT_THAT(arm(timer), StatusIs(absl::StatusCode::kInternal));
  EXPECT_THAT(arm(At("", absl::ZeroDuration())), StatusIs(absl::StatusCode::kInternal));
  EXPECT_THAT(arm(At("a b", absl::ZeroDuration())), StatusIs(absl::StatusCode::kInternal));
  EXPECT_THAT(arm(At(std::string(kMaxKeyBytes + 1, 'a'), absl::ZeroDuration())),
              StatusIs(absl::StatusCode::kInternal));
  EXPECT_THAT(arm(At("a", absl::InfiniteDuration())), StatusIs(absl::StatusCode::kInternal));
  timer = At("a", absl::ZeroDuration());
  timer.payload.assign(kMaxPayloadBytes + 1, 'x');
  EXPECT_THAT(arm(timer), StatusIs(absl::StatusCode::kInternal));
  EXPECT_EQ(CountArmed(), 0);
  timer.payload.pop_back();
  timer.key.assign(kMaxKeyBytes, '~');
  EXPECT_THAT(arm(timer), IsOk());
  EXPECT_EQ(Armed(tenant_, timer.key).payload, timer.payload);
}

TEST(TimerQueriesTest, AreReadyForManyMachines) {
  EXPECT_THAT(db::LintQueries(AllQueries()), IsEmpty());
  EXPECT_THAT(db::LintQuery(kArm), IsEmpty());
}

}  // namespace
}  // namespace guanxi::timers
