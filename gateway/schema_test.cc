// The gateway's schema and SQL against the linters' rules, against the descriptors, and against
// what is written down.
#include <vector>

#include "absl/strings/str_join.h"
#include "common/db/database.h"
#include "common/db/migration_files.h"
#include "common/db/migrator.h"
#include "common/db/schema_lint.h"
#include "common/db/schema_shape.h"
#include "common/db/sql_lint.h"
#include "common/resource/schema_drift.h"
#include "common/testing/mariadb.h"
#include "common/testing/status_matchers.h"
#include "gateway/access/access_store.h"
#include "gateway/access/login_guard.h"
#include "gateway/access/purge.h"
#include "gateway/access/sessions.h"
#include "gateway/directory/accounts.h"
#include "gateway/directory/credentials.h"
#include "gateway/directory/giving.h"
#include "gateway/directory/guard.h"
#include "gateway/directory/make_resources.h"
#include "gateway/directory/move_accounts.h"
#include "gateway/directory/snapshot.h"
#include "gateway/directory/tidy_roles.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::gateway {
namespace {

using ::testing::IsEmpty;

TEST(SchemaTest, MigrationsAreReadyForManyMachines) {
  const auto migrations = db::LoadMigrations("gateway/schema");
  ASSERT_THAT(migrations, IsOk());
  EXPECT_THAT(db::LintMigrations(*migrations, {}), IsEmpty());
}

TEST(SchemaTest, TablesAreWhatTheDescriptorsSayAndIsWrittenDown) {
  const auto live = db::ReadShape(SharedMariaDb()->CreateSchema("gateway/schema").value());
  ASSERT_THAT(live, IsOk());
  const auto resources = directory::MakeResources();
  ASSERT_THAT(resources, IsOk());
  for (const resource::Resource* resource : (*resources)->all()) {
    EXPECT_THAT(resource::SchemaDrift(*live, *resource), IsEmpty()) << resource->type().table();
  }
  const auto written = db::LoadShape("gateway/schema");
  ASSERT_THAT(written, IsOk());
  EXPECT_EQ(*written, *live) << "write this into schema/tables.txt:\n"
                             << absl::StrJoin(*live, "\n");
}

TEST(SchemaTest, DriftIsFound) {
  const db::Server server = SharedMariaDb()->CreateSchema("gateway/schema").value();
  ASSERT_THAT(
      SharedMariaDb()->Execute("ALTER TABLE directory_users DROP KEY uq_directory_users_login_name",
                               server.schema),
      IsOk());
  EXPECT_THAT(db::MigrateUp(server, "gateway/schema"), HasReason("SCHEMA_DRIFT"));
}

TEST(SchemaTest, EveryStatementBindsItsTenant) {
  const auto resources = directory::MakeResources();
  ASSERT_THAT(resources, IsOk());
  for (const resource::Resource* resource : (*resources)->all()) {
    EXPECT_THAT(db::LintQueries(resource::AllQueries(*resource, nullptr)), IsEmpty());
    for (const db::InsertQuery& insert : resource::AllInserts(*resource)) {
      EXPECT_THAT(db::LintQuery(insert), IsEmpty()) << insert.name;
    }
  }
  for (const std::vector<db::Query>& queries :
       {access::AccessQueries(), access::LoginQueries(), access::PurgeQueries(),
        access::SessionQueries(), directory::AccountQueries(), directory::CredentialQueries(),
        directory::GivingQueries(), directory::GuardQueries(), directory::MoveQueries(),
        directory::SnapshotQueries(), directory::TidyQueries()}) {
    EXPECT_THAT(db::LintQueries(queries), IsEmpty());
  }
}

}  // namespace
}  // namespace guanxi::gateway
