// The schema against the linters' rules and against the descriptors.
#include <vector>

#include "common/db/migration_files.h"
#include "common/db/schema_lint.h"
#include "common/db/sql_lint.h"
#include "common/resource/request_log.h"
#include "common/resource/schema_drift.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/test_service.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

using ::testing::IsEmpty;

std::vector<const resource::Resource*> All(const Resources& resources) {
  return {resources.customers.get(), resources.contacts.get(), resources.ownership_records.get(),
          resources.field_definitions.get()};
}

TEST(SchemaTest, MigrationsAreReadyForManyMachines) {
  const auto migrations = db::LoadMigrations("customer-svc/schema");
  ASSERT_THAT(migrations, IsOk());
  EXPECT_THAT(db::LintMigrations(*migrations, {}), IsEmpty());
}

TEST(SchemaTest, TablesAreWhatTheDescriptorsSay) {
  TestService service;
  for (const resource::Resource* resource : All(*service.resources)) {
    const auto drift = resource::SchemaDrift(service.database.get(), *resource);
    ASSERT_THAT(drift, IsOk());
    EXPECT_THAT(*drift, IsEmpty()) << resource->type().table();
  }
}

TEST(SchemaTest, DriftIsFound) {
  TestService service;
  ASSERT_THAT(service.database->ReadWrite(
                  {},
                  [](db::Transaction& tx) {
                    return tx
                        .Execute({"test.alter",
                                  "ALTER TABLE customers DROP KEY idx_update_time, "
                                  "ADD COLUMN extra INT NULL, MODIFY industry VARCHAR(10) NOT NULL",
                                  true},
                                 {})
                        .status();
                  }),
              IsOk());
  EXPECT_EQ(resource::SchemaDrift(service.database.get(), *service.resources->customers)->size(),
            3);
}

TEST(SchemaTest, EveryStatementBindsItsTenant) {
  const auto resources = Resources::Create();
  ASSERT_THAT(resources, IsOk());
  for (const resource::Resource* resource : All(**resources)) {
    const resource::Resource* parent =
        resource->type().has_parent() ? (*resources)->customers.get() : nullptr;
    EXPECT_THAT(db::LintQueries(resource::AllQueries(*resource, parent)), IsEmpty());
    for (const db::InsertQuery& insert : resource::AllInserts(*resource)) {
      EXPECT_THAT(db::LintQuery(insert), IsEmpty()) << insert.name;
    }
  }
  TestService service;
  EXPECT_THAT(db::LintQueries({resource::SelectAnswer(), SelectDefinitionByKey(),
                               service.environment->custom_fields().select()}),
              IsEmpty());
  EXPECT_THAT(db::LintQuery(resource::InsertAnswer()), IsEmpty());
}

}  // namespace
}  // namespace guanxi::customer
