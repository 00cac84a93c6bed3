#include "common/db/dialect.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::db {
namespace {

using ::testing::HasSubstr;

TEST(WithTimeLimitTest, LeavesTheTextWhenTheSessionLimitIsNearer) {
  EXPECT_EQ(WithTimeLimit("SELECT 1", absl::Minutes(1), absl::Seconds(4)), "SELECT 1");
  EXPECT_EQ(WithTimeLimit("SELECT 1", absl::InfiniteDuration(), absl::Seconds(4)), "SELECT 1");
  // The next bucket above 3.5 s is 10 s: the session's 4 s are nearer.
  EXPECT_EQ(WithTimeLimit("SELECT 1", absl::Milliseconds(3500), absl::Seconds(4)), "SELECT 1");
}

TEST(WithTimeLimitTest, TakesTheNextBucketAbove) {
  const auto limit = [](int ms) {
    return WithTimeLimit("SELECT 1", absl::Milliseconds(ms), absl::Seconds(60));
  };
  EXPECT_EQ(limit(1), "SET STATEMENT max_statement_time=0.1 FOR SELECT 1");
  EXPECT_EQ(limit(100), "SET STATEMENT max_statement_time=0.1 FOR SELECT 1");
  EXPECT_EQ(limit(101), "SET STATEMENT max_statement_time=0.3 FOR SELECT 1");
  EXPECT_EQ(limit(2999), "SET STATEMENT max_statement_time=3.0 FOR SELECT 1");
  EXPECT_EQ(limit(30001), "SELECT 1");
}

TEST(SessionSetupTest, LockWaitsEndBeforeTheStatementDoes) {
  std::string all;
  for (const SessionStatement& statement : SessionSetup(absl::Milliseconds(4500))) {
    all += statement.sql + ";";
  }
  EXPECT_THAT(all, HasSubstr("READ COMMITTED"));
  EXPECT_THAT(all, HasSubstr("max_statement_time = 4.500"));
  EXPECT_THAT(all, HasSubstr("innodb_lock_wait_timeout = 2"));
}

TEST(SessionSetupTest, NoLimitForDdl) {
  for (const SessionStatement& statement : SessionSetup(absl::InfiniteDuration())) {
    EXPECT_THAT(statement.sql, ::testing::Not(HasSubstr("max_statement_time")));
  }
}

}  // namespace
}  // namespace guanxi::db
