// The schema against the linters' rules and against the descriptors.
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/approvals/early_events.h"
#include "common/db/migration_files.h"
#include "common/db/migrator.h"
#include "common/db/schema_lint.h"
#include "common/db/schema_shape.h"
#include "common/db/sql_lint.h"
#include "common/merge/journal.h"
#include "common/merge/reference_map.h"
#include "common/resource/fill_columns.h"
#include "common/resource/hourly_limit.h"
#include "common/resource/merged_names.h"
#include "common/resource/request_log.h"
#include "common/resource/row_scope.h"
#include "common/resource/schema_drift.h"
#include "common/resource/unit_of_work.h"
#include "common/testing/mariadb.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/access/data_access.h"
#include "customer-svc/claims/claim_reads.h"
#include "customer-svc/claims/provenance_service.h"
#include "customer-svc/claims/trust_round.h"
#include "customer-svc/customer_lookup.h"
#include "customer-svc/duplicates/distinctions.h"
#include "customer-svc/duplicates/match_keys.h"
#include "customer-svc/duplicates/model_store.h"
#include "customer-svc/duplicates/policy.h"
#include "customer-svc/duplicates/scan_closing.h"
#include "customer-svc/duplicates/scan_comparing.h"
#include "customer-svc/duplicates/scan_index.h"
#include "customer-svc/duplicates/scan_pairs.h"
#include "customer-svc/feeds/feed_account.h"
#include "customer-svc/feeds/feed_service.h"
#include "customer-svc/feeds/feed_timers.h"
#include "customer-svc/feeds/pull_queue.h"
#include "customer-svc/lifecycle_summary.h"
#include "customer-svc/merge/merge_queries.h"
#include "customer-svc/order_effects.h"
#include "customer-svc/pool_queries.h"
#include "customer-svc/services.h"
#include "customer-svc/standing/data_gaps.h"
#include "customer-svc/standing/quality_board.h"
#include "customer-svc/standing/segment_members.h"
#include "customer-svc/standing/standing_book.h"
#include "customer-svc/standing/standing_watch.h"
#include "customer-svc/standing/value_times.h"
#include "customer-svc/test_service.h"
#include "customer-svc/tickets/ticket_dispatch.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer_service.pb.h"
#include "guanxi/customer/v1/tag_service.pb.h"

namespace guanxi::customer {
namespace {

using ::testing::AnyOf;
using ::testing::IsEmpty;

TEST(SchemaTest, MigrationsAreReadyForManyMachines) {
  const auto migrations = db::LoadMigrations("customer-svc/schema");
  ASSERT_THAT(migrations, IsOk());
  EXPECT_THAT(db::LintMigrations(*migrations, {}), IsEmpty());
}

TEST(SchemaTest, TablesAreWhatTheDescriptorsSay) {
  const auto shape = db::ReadShape(SharedMariaDb()->CreateSchema("customer-svc/schema").value());
  ASSERT_THAT(shape, IsOk());
  const auto resources = Resources::Create();
  ASSERT_THAT(resources, IsOk());
  for (const resource::Resource* resource : (*resources)->all()) {
    EXPECT_THAT(resource::SchemaDrift(*shape, *resource), IsEmpty()) << resource->type().table();
  }
}

TEST(SchemaTest, TheirShapeIsWrittenDown) {
  const auto live = db::ReadShape(SharedMariaDb()->CreateSchema("customer-svc/schema").value());
  const auto written = db::LoadShape("customer-svc/schema");
  ASSERT_THAT(live, IsOk());
  ASSERT_THAT(written, IsOk());
  EXPECT_EQ(*written, *live) << "write this into schema/tables.txt:\n"
                             << absl::StrJoin(*live, "\n");
}

// A change to the schema, what takes it back, and whether it is one to the table of a resource.
const struct {
  const char* change;
  const char* undo;
  bool of_a_resource;
} kDrifts[] = {
    {"ALTER TABLE customers DROP KEY idx_update_time",
     "ALTER TABLE customers ADD KEY idx_update_time (tenant_id, live, update_time, id)", true},
    {"ALTER TABLE customers MODIFY industry VARCHAR(10) NOT NULL",
     "ALTER TABLE customers MODIFY industry VARCHAR(64) NOT NULL", true},
    {"ALTER TABLE customers MODIFY industry VARCHAR(64) COLLATE utf8mb4_general_ci NOT NULL",
     "ALTER TABLE customers MODIFY industry VARCHAR(64) NOT NULL", true},
    {"ALTER TABLE external_ids DROP PRIMARY KEY",
     "ALTER TABLE external_ids ADD PRIMARY KEY (tenant_id, type, system, value)", true},
    {"ALTER TABLE custom_values DROP KEY idx_custom_values_text, ADD KEY "
     "idx_custom_values_text (tenant_id, field_id, text_value(10))",
     "ALTER TABLE custom_values DROP KEY idx_custom_values_text, ADD KEY "
     "idx_custom_values_text (tenant_id, field_id, text_value)",
     true},
    {"ALTER TABLE search_rows DROP COLUMN initials",
     "ALTER TABLE search_rows DROP KEY idx_search_rows_initials, ADD COLUMN initials "
     "VARBINARY(6) NULL, ADD KEY idx_search_rows_initials (tenant_id, type, initials, id, row_no)",
     true},
    {"ALTER TABLE set_values DROP KEY idx_set_values_id",
     "ALTER TABLE set_values ADD KEY idx_set_values_id (tenant_id, type, id, field)", true},
    {"ALTER TABLE search_keys COLLATE utf8mb4_general_ci",
     "ALTER TABLE search_keys COLLATE utf8mb4_bin", true},
    {"ALTER TABLE field_definitions DROP KEY uq_field_definitions_key, ADD KEY "
     "uq_field_definitions_key (tenant_id, resource_type, field_key)",
     "ALTER TABLE field_definitions DROP KEY uq_field_definitions_key, ADD UNIQUE KEY "
     "uq_field_definitions_key (tenant_id, resource_type, field_key)",
     true},
    {"ALTER TABLE outbox DROP PRIMARY KEY",
     "ALTER TABLE outbox ADD PRIMARY KEY (tenant_id, event_id)", false},
    {"ALTER TABLE operations DROP KEY uq_operations_request_id",
     "ALTER TABLE operations ADD UNIQUE KEY uq_operations_request_id (tenant_id, subject, kind, "
     "request_id)",
     false},
    {"ALTER TABLE request_log CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci",
     "ALTER TABLE request_log CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_bin", false},
    {"DROP TABLE file_chunks",
     "CREATE TABLE file_chunks (tenant_id BINARY(16) NOT NULL, file_id BINARY(16) NOT NULL, "
     "start BIGINT NOT NULL, data MEDIUMBLOB NOT NULL, PRIMARY KEY (tenant_id, file_id, start)) "
     "ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin",
     false},
};

TEST(SchemaTest, DriftOfAnyTableIsFound) {
  const db::Server server = SharedMariaDb()->CreateSchema("customer-svc/schema").value();
  const auto resources = Resources::Create();
  ASSERT_THAT(resources, IsOk());
  for (const auto& one : kDrifts) {
    ASSERT_THAT(SharedMariaDb()->Execute(one.change, server.schema), IsOk()) << one.change;
    // What the verify statements name is found by them.
    EXPECT_THAT(db::MigrateUp(server, "customer-svc/schema"),
                AnyOf(HasReason("SCHEMA_DRIFT"), HasReason("SCHEMA_NOT_VERIFIED")))
        << one.change;
    EXPECT_THAT(db::CheckShape(server, "customer-svc/schema"), HasReason("SCHEMA_DRIFT"))
        << one.change;
    const auto shape = db::ReadShape(server);
    ASSERT_THAT(shape, IsOk());
    size_t drift = 0;
    for (const resource::Resource* resource : (*resources)->all()) {
      drift += resource::SchemaDrift(*shape, *resource).size();
    }
    EXPECT_EQ(drift > 0, one.of_a_resource) << one.change;
    ASSERT_THAT(SharedMariaDb()->Execute(one.undo, server.schema), IsOk()) << one.undo;
    EXPECT_THAT(db::MigrateUp(server, "customer-svc/schema"), IsOk()) << one.undo;
  }
  // What somebody has added is for the log, and columns that nothing writes for the tests.
  ASSERT_THAT(SharedMariaDb()->Execute("ALTER TABLE customers ADD COLUMN extra INT NULL, ADD KEY "
                                       "idx_extra (tenant_id, extra)",
                                       server.schema),
              IsOk());
  EXPECT_THAT(db::MigrateUp(server, "customer-svc/schema"), IsOk());
  EXPECT_EQ(resource::SchemaDrift(db::ReadShape(server).value(), *(*resources)->customers).size(),
            1);
}

// As after the migrations that add columns and sets.
TEST(SchemaTest, NewColumnsAndSetsAreFilledOutOfTheRows) {
  TestService service;
  v1::CreateTagRequest request;
  request.mutable_tag()->set_display_name("重点");
  request.mutable_tag()->set_kind(v1::Tag::STATIC);
  const auto tag = service.catalog->Of<v1::Tag>().Create<v1::Tag>(service.call(), request);
  ASSERT_THAT(tag, IsOk());
  v1::Customer customer = TestService::Company("云帆");
  customer.set_city("杭州");
  customer.mutable_organization()->set_credit_code("91350100M000100Y43");
  customer.add_tags(tag->name());
  for (int i = 0; i < 150; ++i) service.Create(customer);
  ASSERT_THAT(service.Execute("UPDATE customers SET credit_code = NULL, city = ?", ""), IsOk());
  ASSERT_THAT(service.Execute("DELETE FROM set_values WHERE value <> ?", ""), IsOk());
  ASSERT_THAT(FillNewColumns(service.database.get()), IsOk());
  EXPECT_EQ(service.Number("SELECT COUNT(*) FROM customers WHERE city = '杭州' AND credit_code = "
                           "'91350100M000100Y43' AND version = 1"),
            150);
  v1::ListCustomersRequest list;
  list.set_filter(absl::StrCat("tags:\"", tag->name(), "\""));
  list.set_order_by("name");
  list.set_page_size(1000);
  EXPECT_EQ(
      service.customers->List<v1::ListCustomersResponse>(service.call(), list)->customers_size(),
      150);
}

// As rows of a version that did not know the form are.
TEST(SchemaTest, ValuesWithANewFormAreBroughtIntoIt) {
  TestService service;
  v1::Customer customer = TestService::Company("云帆");
  customer.set_region("华东");
  const std::string name = service.Create(customer).name();
  const auto mend = [](google::protobuf::Message* message) {
    auto* old = static_cast<v1::Customer*>(message);
    old->set_region("浙江省");
    old->set_city("杭州市");
    old->add_addresses()->set_region("北京市");
  };
  const auto& customers = *service.resources->customers;
  ASSERT_THAT(resource::FillColumns(service.database.get(), customers, 1000, mend), IsOk());
  EXPECT_EQ(service.Number("SELECT COUNT(*) FROM customers WHERE region = '浙江省'"), 1);
  ASSERT_THAT(FillNewColumns(service.database.get()), IsOk());
  v1::ListCustomersRequest list;
  list.set_filter("region = \"浙江省\"");
  const auto page = service.customers->List<v1::ListCustomersResponse>(service.call(), list);
  ASSERT_THAT(page, IsOk());
  ASSERT_EQ(page->customers_size(), 1);
  EXPECT_EQ(page->customers(0).name(), name);
  EXPECT_EQ(page->customers(0).region(), "浙江");
  EXPECT_EQ(page->customers(0).city(), "杭州");
  EXPECT_EQ(service.Number("SELECT COUNT(*) FROM customers WHERE city = '杭州'"), 1);
  EXPECT_EQ(page->customers(0).addresses(0).region(), "北京");
  EXPECT_EQ(page->customers(0).etag(), "1");
}

void ExpectStandingBindsItsTenant(const Resources& resources) {
  const StandingKin kin = StandingOf(resources);
  EXPECT_THAT(db::LintQueries(StandingBookQueries(kin)), IsEmpty());
  EXPECT_THAT(db::LintQueries(SegmentMemberQueries()), IsEmpty());
  EXPECT_THAT(db::LintQueries(StandingWatchQueries()), IsEmpty());
  EXPECT_THAT(db::LintQueries(ValueTimeQueries()), IsEmpty());
  const auto scope = resource::RowScope::Sample(*resources.customers);
  EXPECT_THAT(db::LintQueries(QualityBoardQueries(scope)), IsEmpty());
  EXPECT_THAT(db::LintQueries(DataGapQueries(scope)), IsEmpty());
  EXPECT_THAT(
      db::LintQueries(LifecycleQueries(resource::RowScope::Sample(*resources.lifecycle_records))),
      IsEmpty());
  for (const auto& inserts : {StandingBookInserts(), ValueTimeInserts()}) {
    for (const db::InsertQuery& insert : inserts) {
      EXPECT_THAT(db::LintQuery(insert), IsEmpty()) << insert.name;
    }
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
  TestService service;
  EXPECT_THAT(db::LintQueries({resource::SelectAnswer()}), IsEmpty());
  EXPECT_THAT(db::LintQueries(resource::GuardQueries()), IsEmpty());
  EXPECT_THAT(db::LintQueries(resource::HourlyQueries()), IsEmpty());
  EXPECT_THAT(db::LintQueries(LookupQueries()), IsEmpty());
  EXPECT_THAT(db::LintQueries(DataAccessQueries()), IsEmpty());
  for (const auto& queries :
       {MatchKeyQueries(), ModelQueries(), DistinctionQueries(), DuplicatePolicyQueries(),
        ScanIndexQueries(), ScanComparingQueries(), ScanPairQueries(), ScanClosingQueries()}) {
    EXPECT_THAT(db::LintQueries(queries), IsEmpty());
  }
  EXPECT_THAT(db::LintQueries(MergeQueries()), IsEmpty());
  EXPECT_THAT(db::LintQueries(ClaimQueries(KinOfClaims(**resources))), IsEmpty());
  EXPECT_THAT(db::LintQueries(TrustRoundQueries()), IsEmpty());
  EXPECT_THAT(db::LintQueries(ProvenanceQueries()), IsEmpty());
  EXPECT_THAT(db::LintQueries(OrderQueries()), IsEmpty());
  EXPECT_THAT(db::LintQueries(resource::MergedNameQueries()), IsEmpty());
  EXPECT_THAT(db::LintQueries(merge::JournalQueries()), IsEmpty());
  for (const db::InsertQuery& insert : merge::JournalInserts()) {
    EXPECT_THAT(db::LintQuery(insert), IsEmpty()) << insert.name;
  }
  const auto every = (*resources)->all();
  const auto map = merge::ReferenceMap::Create("customers", every);
  ASSERT_THAT(map, IsOk());
  EXPECT_THAT(db::LintQueries((*map)->Queries()), IsEmpty());
  EXPECT_THAT(db::LintQueries(TicketQueries()), IsEmpty());
  EXPECT_THAT(db::LintQueries(FeedAccountQueries()), IsEmpty());
  EXPECT_THAT(db::LintQueries(FeedServiceQueries()), IsEmpty());
  EXPECT_THAT(db::LintQueries(FeedTimerQueries()), IsEmpty());
  EXPECT_THAT(db::LintQueries(PullQueueQueries()), IsEmpty());
  EXPECT_THAT(db::LintQueries(approvals::EarlyEventQueries()), IsEmpty());
  EXPECT_THAT(db::LintQueries({CustomerBehindInHand(), CustomersInPool(), NextCustomersInPool()}),
              IsEmpty());
  ExpectStandingBindsItsTenant(**resources);
  EXPECT_THAT(db::LintQueries(service.environment->custom_fields().queries()), IsEmpty());
  EXPECT_THAT(db::LintQuery(resource::InsertAnswer()), IsEmpty());
  EXPECT_THAT(db::LintQueries(resource::FillQueries(*(*resources)->customers)), IsEmpty());
  for (const db::InsertQuery& insert : resource::FillInserts()) {
    EXPECT_THAT(db::LintQuery(insert), IsEmpty()) << insert.name;
  }
}

}  // namespace
}  // namespace guanxi::customer
