// The schema against the linters' rules and against the descriptors.
#include "absl/strings/str_join.h"
#include "common/approvals/early_events.h"
#include "common/db/migration_files.h"
#include "common/db/schema_lint.h"
#include "common/db/schema_shape.h"
#include "common/db/sql_lint.h"
#include "common/merge/reference_map.h"
#include "common/pools/pool_desk.h"
#include "common/resource/hourly_limit.h"
#include "common/resource/row_scope.h"
#include "common/resource/schema_drift.h"
#include "common/testing/mariadb.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/lead/v1/opportunity_service.pb.h"
#include "lead-svc/assignment_turns.h"
#include "lead-svc/behavior/behavior_rows.h"
#include "lead-svc/behavior/behavior_ties.h"
#include "lead-svc/board/board_cells.h"
#include "lead-svc/board/board_reads.h"
#include "lead-svc/contracts/customer_risk.h"
#include "lead-svc/contracts/customer_risks.h"
#include "lead-svc/contracts/receivables.h"
#include "lead-svc/contracts/renewals.h"
#include "lead-svc/contracts/signing_rules.h"
#include "lead-svc/contracts/usage_effects.h"
#include "lead-svc/lead_pools.h"
#include "lead-svc/lead_recycling.h"
#include "lead-svc/open_leads.h"
#include "lead-svc/pool_queries.h"
#include "lead-svc/prices/price_lookup.h"
#include "lead-svc/prices/quote_versions.h"
#include "lead-svc/resources.h"
#include "lead-svc/score_timers.h"
#include "lead-svc/scorer.h"
#include "lead-svc/test_service.h"

namespace guanxi::lead {
namespace {

using ::testing::IsEmpty;

TEST(SchemaTest, MigrationsAreReadyForManyMachines) {
  const auto migrations = db::LoadMigrations("lead-svc/schema");
  ASSERT_THAT(migrations, IsOk());
  EXPECT_THAT(db::LintMigrations(*migrations, {}), IsEmpty());
}

TEST(SchemaTest, TablesAreWhatTheDescriptorsSayAndIsWrittenDown) {
  const auto live = db::ReadShape(SharedMariaDb()->CreateSchema("lead-svc/schema").value());
  ASSERT_THAT(live, IsOk());
  const auto resources = Resources::Create(/*customers=*/nullptr);
  ASSERT_THAT(resources, IsOk());
  for (const resource::Resource* resource : (*resources)->all()) {
    EXPECT_THAT(resource::SchemaDrift(*live, *resource), IsEmpty()) << resource->type().table();
  }
  const auto written = db::LoadShape("lead-svc/schema");
  ASSERT_THAT(written, IsOk());
  EXPECT_EQ(*written, *live) << "write this into schema/tables.txt:\n"
                             << absl::StrJoin(*live, "\n");
}

TEST(SchemaTest, EveryStatementBindsItsTenant) {
  const auto resources = Resources::Create(/*customers=*/nullptr);
  ASSERT_THAT(resources, IsOk());
  EXPECT_THAT(db::LintQueries(PriceQueries()), IsEmpty());
  EXPECT_THAT(db::LintQueries(CustomerRiskQueries()), IsEmpty());
  EXPECT_THAT(db::LintQueries(CustomerRisksQueries()), IsEmpty());
  EXPECT_THAT(db::LintQueries(SigningRuleQueries()), IsEmpty());
  EXPECT_THAT(db::LintQueries(VersionQueries()), IsEmpty());
  EXPECT_THAT(db::LintQueries(RenewalQueries()), IsEmpty());
  EXPECT_THAT(db::LintQueries(UsageQueries()), IsEmpty());
  for (const resource::Resource* resource : (*resources)->all()) {
    EXPECT_THAT(db::LintQueries(resource::AllQueries(*resource, resource->links().parent)),
                IsEmpty());
    for (const db::InsertQuery& insert : resource::AllInserts(*resource)) {
      EXPECT_THAT(db::LintQuery(insert), IsEmpty()) << insert.name;
    }
  }
  const auto map = merge::ReferenceMap::Create("customers", (*resources)->all());
  ASSERT_THAT(map, IsOk());
  EXPECT_THAT(db::LintQueries((*map)->Queries()), IsEmpty());
  EXPECT_THAT(db::LintQueries(approvals::EarlyEventQueries()), IsEmpty());
  EXPECT_THAT(db::LintQueries(OpenLeadQueries()), IsEmpty());
  EXPECT_THAT(db::LintQueries(AssignmentQueries()), IsEmpty());
  EXPECT_THAT(db::LintQueries(Scorer::Queries()), IsEmpty());
  EXPECT_THAT(db::LintQueries(ScoreTimerQueries()), IsEmpty());
  EXPECT_THAT(db::LintQueries({LeadsInHand(), LeadBehindInHand(), OwnedLeads()}), IsEmpty());
  const pools::PoolDesk desk(/*engine=*/nullptr, LeadPoolKind(**resources));
  EXPECT_THAT(db::LintQueries(desk.Queries()), IsEmpty());
  for (const db::InsertQuery& insert : resource::HourlyInserts()) {
    EXPECT_THAT(db::LintQuery(insert), IsEmpty()) << insert.name;
  }
}

TEST(SchemaTest, EveryHandWrittenStatementBindsItsTenant) {
  const auto all = Resources::Create(/*customers=*/nullptr);
  ASSERT_THAT(all, IsOk());
  const auto plans = resource::RowScope::Sample(*(*all)->payment_plans);
  EXPECT_THAT(db::LintQueries(ReceivablesQueries(plans)), IsEmpty());
  EXPECT_THAT(db::LintQueries(BehaviorRowQueries()), IsEmpty());
  EXPECT_THAT(db::LintQueries(BehaviorTieQueries()), IsEmpty());
  for (const auto& inserts : {BehaviorRowInserts(), BehaviorTieInserts()}) {
    for (const db::InsertQuery& insert : inserts) {
      EXPECT_THAT(db::LintQuery(insert), IsEmpty()) << insert.name;
    }
  }
  const auto opportunities = resource::RowScope::Sample(*(*all)->opportunities);
  EXPECT_THAT(db::LintQueries(BoardQueries(opportunities)), IsEmpty());
  for (const db::InsertQuery& insert : BoardInserts()) {
    EXPECT_THAT(db::LintQuery(insert), IsEmpty()) << insert.name;
  }
}

// As after the migration that adds amount, close date and sets.
TEST(SchemaTest, NewColumnsAndSetsAreFilledOutOfTheRows) {
  TestService service;
  v1::CreateOpportunityRequest request;
  v1::Opportunity& next = *request.mutable_opportunity();
  next.set_display_name("框架");
  next.set_stage(service.CreateStage(service.CreatePipeline(), "需求确认", 10));
  next.mutable_amount()->set_units(7);
  next.mutable_amount()->set_currency_code("CNY");
  next.mutable_close_date()->set_year(2026);
  next.mutable_close_date()->set_month(5);
  next.mutable_close_date()->set_day(1);
  next.add_tags("重点");
  ASSERT_THAT(
      service.catalog->Of<v1::Opportunity>().Create<v1::Opportunity>(service.call(), request),
      IsOk());
  for (const char* sql :
       {"UPDATE opportunities SET amount = NULL, amount_currency = NULL, close_date = NULL",
        "DELETE FROM set_values"}) {
    const auto lose = [&](db::Transaction& tx) {
      return tx.Execute({"test.lose", sql, /*infrastructure=*/true}, {}).status();
    };
    ASSERT_THAT(service.database->ReadWrite({}, lose), IsOk());
  }
  ASSERT_THAT(FillNewColumns(service.database.get()), IsOk());
  v1::ListOpportunitiesRequest list;
  list.set_filter("amount = \"7 CNY\" close_date = \"2026-05-01\" tags:\"重点\"");
  EXPECT_EQ(service.catalog->Of<v1::Opportunity>()
                .List<v1::ListOpportunitiesResponse>(service.call(), list)
                ->opportunities_size(),
            1);
}

}  // namespace
}  // namespace guanxi::lead
