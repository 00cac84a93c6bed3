// The statements of rules against the linter's.
#include "common/db/sql_lint.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "workflow-svc/rules/firing_store.h"
#include "workflow-svc/rules/time/firing_retention.h"
#include "workflow-svc/rules/time/rule_starts.h"
#include "workflow-svc/rules/time/threshold_counts.h"

namespace guanxi::workflow {
namespace {

using ::testing::IsEmpty;

TEST(StatementsTest, EveryStatementBindsItsTenant) {
  EXPECT_THAT(db::LintQueries(FiringQueries()), IsEmpty());
  EXPECT_THAT(db::LintQueries(RetentionQueries()), IsEmpty());
  EXPECT_THAT(db::LintQueries(RuleStartQueries()), IsEmpty());
  EXPECT_THAT(db::LintQueries(ThresholdQueries()), IsEmpty());
  for (const auto& inserts : {FiringInserts(), ThresholdInserts()}) {
    for (const db::InsertQuery& insert : inserts) {
      EXPECT_THAT(db::LintQuery(insert), IsEmpty()) << insert.name;
    }
  }
}

}  // namespace
}  // namespace guanxi::workflow
