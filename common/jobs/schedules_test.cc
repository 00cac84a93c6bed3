#include "common/jobs/schedules.h"

#include <string>
#include <vector>

#include "common/jobs/testing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::jobs {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST_F(JobsTest, ScheduledWorkIsDoneOnceATurn) {
  int done = 0;
  const std::vector<Schedule> list = {{"purge", absl::Hours(1), [&] {
                                         ++done;
                                         return absl::OkStatus();
                                       }}};
  Schedules one(database_.get(), &clock_, "one", list);
  Schedules two(database_.get(), &clock_, "two", list);
  EXPECT_THAT(*one.RunDue(), ElementsAre("purge"));
  EXPECT_THAT(*two.RunDue(), IsEmpty());
  clock_.Advance(absl::Minutes(59));
  EXPECT_THAT(*one.RunDue(), IsEmpty());
  clock_.Advance(absl::Minutes(1));
  EXPECT_THAT(*two.RunDue(), ElementsAre("purge"));
  EXPECT_EQ(done, 2);
}

TEST_F(JobsTest, WhileOneWorksTheOthersPassOver) {
  std::vector<std::string> meanwhile = {"not asked"};
  Schedules other(database_.get(), &clock_, "other",
                  {{"purge", absl::Hours(1), [] { return absl::OkStatus(); }}});
  Schedules one(database_.get(), &clock_, "one", {{"purge", absl::Hours(1), [&] {
                                                     meanwhile = *other.RunDue();
                                                     return absl::OkStatus();
                                                   }}});
  EXPECT_THAT(*one.RunDue(), ElementsAre("purge"));
  EXPECT_THAT(meanwhile, IsEmpty());
}

TEST_F(JobsTest, OneThatDiesIsFollowedAfterItsLease) {
  Schedules other(database_.get(), &clock_, "other",
                  {{"purge", absl::Hours(1), [] { return absl::OkStatus(); }}});
  Schedules one(database_.get(), &clock_, "one", {{"purge", absl::Hours(1), [&] {
                                                     clock_.Advance(absl::Minutes(11));
                                                     EXPECT_THAT(*other.RunDue(),
                                                                 ElementsAre("purge"));
                                                     return absl::OkStatus();
                                                   }}});
  ASSERT_THAT(one.RunDue(), IsOk());
}

TEST_F(JobsTest, FailedWorkWaitsForItsNextTurnAndHoldsUpNoOther) {
  Schedules schedules(database_.get(), &clock_, "one",
                      {{"bad", absl::Hours(1), [] { return absl::InternalError("x"); }},
                       {"good", absl::Hours(1), [] { return absl::OkStatus(); }}});
  EXPECT_THAT(*schedules.RunDue(), ElementsAre("bad", "good"));
  EXPECT_THAT(*schedules.RunDue(), IsEmpty());
}

TEST_F(JobsTest, DeletesOldRowsInBatches) {
  ASSERT_THAT(SharedMariaDb()->Execute("CREATE TABLE old_rows (at DATETIME(6)) CHARSET utf8mb4",
                                       server_.schema),
              IsOk());
  ASSERT_THAT(SharedMariaDb()->Execute(
                  "INSERT INTO old_rows SELECT '2000-01-01' FROM seq_1_to_1200", server_.schema),
              IsOk());
  ASSERT_THAT(
      SharedMariaDb()->Execute("INSERT INTO old_rows VALUES ('2999-01-01')", server_.schema),
      IsOk());
  const db::Query query{"test.purge", "DELETE FROM old_rows WHERE at < ? LIMIT ?", true};
  EXPECT_EQ(*DeleteOlderThan(database_.get(), &clock_, query, absl::Hours(1)), 1200);
  EXPECT_EQ(*DeleteOlderThan(database_.get(), &clock_, query, absl::Hours(1)), 0);
}

}  // namespace
}  // namespace guanxi::jobs
