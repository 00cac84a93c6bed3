// The schema against the linters' rules, the descriptors, and the list of facts.
#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "analytics-svc/facts/fact_sql.h"
#include "analytics-svc/facts/fact_store.h"
#include "analytics-svc/facts/rebuild_queue.h"
#include "analytics-svc/facts/tables.h"
#include "analytics-svc/facts/watermarks.h"
#include "analytics-svc/replica/replica.h"
#include "analytics-svc/resources.h"
#include "analytics-svc/values/value_runs.h"
#include "common/db/migration_files.h"
#include "common/db/schema_lint.h"
#include "common/db/schema_shape.h"
#include "common/db/sql_lint.h"
#include "common/resource/schema_drift.h"
#include "common/testing/mariadb.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

using ::testing::IsEmpty;

TEST(SchemaTest, MigrationsAreReadyForManyMachines) {
  const auto migrations = db::LoadMigrations("analytics-svc/schema");
  ASSERT_THAT(migrations, IsOk());
  EXPECT_THAT(db::LintMigrations(*migrations, {}), IsEmpty());
}

TEST(SchemaTest, TablesAreWhatTheDescriptorsSayAndIsWrittenDown) {
  const auto live = db::ReadShape(SharedMariaDb()->CreateSchema("analytics-svc/schema").value());
  ASSERT_THAT(live, IsOk());
  const auto resources = Resources::Create();
  ASSERT_THAT(resources, IsOk());
  for (const resource::Resource* resource : (*resources)->all()) {
    EXPECT_THAT(resource::SchemaDrift(*live, *resource), IsEmpty()) << resource->type().table();
  }
  const auto written = db::LoadShape("analytics-svc/schema");
  ASSERT_THAT(written, IsOk());
  EXPECT_EQ(*written, *live) << "write this into schema/tables.txt:\n"
                             << absl::StrJoin(*live, "\n");
}

// A line of the shape: `fact_lead.state varchar(32) utf8mb4_bin`.
std::string LineOf(const Table& table, const Column& column) {
  const std::string type = absl::AsciiStrToLower(SqlType(column));
  const bool is_text = absl::StrContains(type, "char");
  return absl::StrCat(table.name, ".", column.name, " ", type, is_text ? " utf8mb4_bin" : "",
                      IsRequired(column) ? " NOT NULL" : "");
}

TEST(SchemaTest, TablesOfFactsAreWhatTheListOfThemSays) {
  const auto live = db::ReadShape(SharedMariaDb()->CreateSchema("analytics-svc/schema").value());
  ASSERT_THAT(live, IsOk());
  const std::vector<std::string> lines(live->begin(), live->end());
  for (const Table* table : FactTables()) {
    for (const Column& column : table->columns) {
      EXPECT_THAT(lines, ::testing::Contains(LineOf(*table, column)));
    }
    const auto is_column = [&](const std::string& line) {
      return absl::StartsWith(line, absl::StrCat(table->name, "."));
    };
    EXPECT_EQ(static_cast<size_t>(std::count_if(lines.begin(), lines.end(), is_column)),
              FactColumns(*table).size())
        << table->name;
  }
}

TEST(SchemaTest, EveryStatementBindsItsTenant) {
  const auto resources = Resources::Create();
  ASSERT_THAT(resources, IsOk());
  for (const resource::Resource* resource : (*resources)->all()) {
    EXPECT_THAT(db::LintQueries(resource::AllQueries(*resource, resource->links().parent)),
                IsEmpty());
    for (const db::InsertQuery& insert : resource::AllInserts(*resource)) {
      EXPECT_THAT(db::LintQuery(insert), IsEmpty()) << insert.name;
    }
  }
  for (const auto& queries : {FactQueries(), StampQueries(), WatermarkQueries(), RebuildQueries(),
                              ReplicaQueries(), ValueRunQueries()}) {
    EXPECT_THAT(db::LintQueries(queries), IsEmpty());
  }
  for (const auto& inserts : {FactInserts(), WatermarkInserts(), RebuildInserts()}) {
    for (const db::InsertQuery& insert : inserts) {
      EXPECT_THAT(db::LintQuery(insert), IsEmpty()) << insert.name;
    }
  }
}

}  // namespace
}  // namespace guanxi::analytics
