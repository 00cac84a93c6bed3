// The hand-written statements of rules, as the linter reads them.
#include "common/db/sql_lint.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/workflow/v1/automation_rule.pb.h"
#include "workflow-svc/rules/firing_store.h"
#include "workflow-svc/rules/rule_book.h"

namespace guanxi::workflow {
namespace {

using ::testing::IsEmpty;

TEST(RuleQueriesTest, EveryStatementBindsItsTenant) {
  const auto type = resource::ResourceType::Compile(v1::AutomationRule::descriptor());
  ASSERT_THAT(type, IsOk());
  EXPECT_THAT(db::LintQueries(FiringQueries()), IsEmpty());
  EXPECT_THAT(db::LintQueries(RuleBookQueries(**type)), IsEmpty());
  for (const db::InsertQuery& insert : FiringInserts()) {
    EXPECT_THAT(db::LintQuery(insert), IsEmpty()) << insert.name;
  }
  for (const db::InsertQuery& insert : RuleBookInserts()) {
    EXPECT_THAT(db::LintQuery(insert), IsEmpty()) << insert.name;
  }
}

}  // namespace
}  // namespace guanxi::workflow
