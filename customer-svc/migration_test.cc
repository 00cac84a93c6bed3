// Migrations that rewrite tables with rows in them.
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/db/database.h"
#include "common/db/migration_files.h"
#include "common/db/migrator.h"
#include "common/testing/mariadb.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

// A schema as the migrations up to `version` leave it.
db::Server SchemaOf(int version) {
  const db::Server server = SharedMariaDb()->CreateSchema().value();
  std::vector<db::Migration> migrations = db::LoadMigrations("customer-svc/schema").value();
  migrations.resize(version);
  auto migrator = db::Migrator::Connect(server, std::move(migrations), {});
  EXPECT_THAT(migrator, IsOk());
  EXPECT_THAT((*migrator)->Up(), IsOk());
  return server;
}

int64_t Count(const db::Server& server, const char* rows) {
  const auto database = db::Database::Create({server}).value();
  int64_t count = -1;
  EXPECT_THAT(database->ReadOnly({},
                                 [&](db::Transaction& tx) {
                                   auto found = tx.Select(
                                       {"test.count", absl::StrCat("SELECT COUNT(*) FROM ", rows),
                                        /*infrastructure=*/true},
                                       {});
                                   if (found.ok()) count = (*found)[0].Int64(0);
                                   return found.status();
                                 }),
              IsOk());
  return count;
}

TEST(MigrationTest, OfTagsWithOneNameTheFirstClaimsIt) {
  const db::Server server = SchemaOf(17);
  const auto insert = [&](const char* id, int live, const char* group) {
    return SharedMariaDb()->Execute(
        absl::StrCat(
            "INSERT INTO tags (tenant_id, id, version, live, display_name, "
            "display_name_sort, tag_group, kind, create_time, update_time, body, personal) "
            "VALUES ('t', '",
            id, "', 1, ", live, ", '金', '', '", group,
            "', 1, '2026-01-01', '2026-01-01', '', '')"),
        server.schema);
  };
  ASSERT_THAT(insert("a", 0, "等级"), IsOk());
  ASSERT_THAT(insert("b", 1, "等级"), IsOk());
  ASSERT_THAT(insert("c", 1, "等级"), IsOk());
  ASSERT_THAT(insert("d", 1, "来源"), IsOk());
  ASSERT_THAT(insert("e", 1, ""), IsOk());
  ASSERT_THAT(insert("f", 1, ""), IsOk());
  ASSERT_THAT(db::MigrateUp(server, "customer-svc/schema"), IsOk());
  EXPECT_EQ(Count(server, "tags WHERE group_name_claim = 1"), 2);
  EXPECT_EQ(Count(server, "tags WHERE group_name_claim = 1 AND LEFT(id, 1) IN ('b', 'd')"), 2);
}

TEST(MigrationTest, SideTablesOfTwoTypesBecomeOneSetWithTheirRows) {
  const db::Server server = SchemaOf(10);
  // What two types may share: an external id, the digest of a phone.
  for (const char* insert : {
           "INSERT INTO customer_external_ids VALUES ('t', 'erp', '1001', 'customer')",
           "INSERT INTO contact_external_ids VALUES ('t', 'erp', '1001', 'contact')",
           "INSERT INTO customer_keys VALUES ('t', 1, 'digest', 'customer')",
           "INSERT INTO contact_keys VALUES ('t', 1, 'digest', 'contact')",
           "INSERT INTO customer_custom VALUES ('t', 'customer', 'area', '华东', NULL, NULL)",
           "INSERT INTO contact_custom VALUES ('t', 'contact', 'hobby', NULL, 7, NULL)",
           "INSERT INTO customer_search VALUES ('t', 'customer', 0, '云帆', 'yf', 'yf', '云帆')",
           "INSERT INTO contact_search VALUES ('t', 'contact', 0, '王伟', 'ww', 'ww', '王伟')",
       }) {
    ASSERT_THAT(SharedMariaDb()->Execute(insert, server.schema), IsOk()) << insert;
  }

  ASSERT_THAT(db::MigrateUp(server, "customer-svc/schema"), IsOk());

  for (const char* row : {
           "external_ids WHERE type = 1 AND system = 'erp' AND value = '1001' AND id LIKE 'cu%'",
           "external_ids WHERE type = 2 AND system = 'erp' AND value = '1001' AND id LIKE 'co%'",
           "search_keys WHERE type = 1 AND kind = 1 AND digest LIKE 'digest%' AND id LIKE 'cu%'",
           "search_keys WHERE type = 2 AND kind = 1 AND digest LIKE 'digest%' AND id LIKE 'co%'",
           "custom_values WHERE type = 1 AND id LIKE 'cu%' AND text_value = '华东'",
           "custom_values WHERE type = 2 AND id LIKE 'co%' AND number_value = 7",
           "search_rows WHERE type = 1 AND id LIKE 'cu%' AND text = '云帆' AND names = '云帆'",
           "search_rows WHERE type = 2 AND id LIKE 'co%' AND text = '王伟' AND initials = 'ww'",
       }) {
    EXPECT_EQ(Count(server, row), 1) << row;
  }
}

}  // namespace
}  // namespace guanxi::customer
