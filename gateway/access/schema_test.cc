// The gateway's schema and SQL against the linters' rules.
#include "common/db/migration_files.h"
#include "common/db/schema_lint.h"
#include "common/db/sql_lint.h"
#include "common/testing/status_matchers.h"
#include "gateway/access/access_queries.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::access {
namespace {

using ::testing::IsEmpty;

TEST(SchemaTest, MigrationsAreReadyForManyMachines) {
  const auto migrations = db::LoadMigrations("gateway/schema");
  ASSERT_THAT(migrations, IsOk());
  EXPECT_THAT(db::LintMigrations(*migrations, {}), IsEmpty());
}

TEST(SchemaTest, EveryStatementBindsItsTenant) {
  EXPECT_THAT(db::LintQueries(AllQueries()), IsEmpty());
  for (const db::Query& query : AllQueries()) EXPECT_FALSE(query.infrastructure) << query.name;
}

}  // namespace
}  // namespace guanxi::access
