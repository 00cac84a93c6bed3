// The gateway's schema and SQL against the linters' rules and against what is written down.
#include "absl/strings/str_join.h"
#include "common/db/migration_files.h"
#include "common/db/migrator.h"
#include "common/db/schema_lint.h"
#include "common/db/schema_shape.h"
#include "common/db/sql_lint.h"
#include "common/testing/mariadb.h"
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

TEST(SchemaTest, TheirShapeIsWrittenDown) {
  const auto live = db::ReadShape(SharedMariaDb()->CreateSchema("gateway/schema").value());
  const auto written = db::LoadShape("gateway/schema");
  ASSERT_THAT(live, IsOk());
  ASSERT_THAT(written, IsOk());
  EXPECT_EQ(*written, *live) << "write this into schema/tables.txt:\n"
                             << absl::StrJoin(*live, "\n");
}

TEST(SchemaTest, DriftIsFound) {
  const db::Server server = SharedMariaDb()->CreateSchema("gateway/schema").value();
  ASSERT_THAT(
      SharedMariaDb()->Execute("ALTER TABLE users DROP KEY uq_users_username", server.schema),
      IsOk());
  EXPECT_THAT(db::MigrateUp(server, "gateway/schema"), HasReason("SCHEMA_DRIFT"));
}

TEST(SchemaTest, EveryStatementBindsItsTenant) {
  EXPECT_THAT(db::LintQueries(AllQueries()), IsEmpty());
  for (const db::Query& query : AllQueries()) EXPECT_FALSE(query.infrastructure) << query.name;
}

}  // namespace
}  // namespace guanxi::access
