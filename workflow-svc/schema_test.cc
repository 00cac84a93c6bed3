// The schema against the linters' rules and against the descriptors.
#include "absl/strings/str_join.h"
#include "common/db/migration_files.h"
#include "common/db/schema_lint.h"
#include "common/db/schema_shape.h"
#include "common/db/sql_lint.h"
#include "common/resource/schema_drift.h"
#include "common/testing/mariadb.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "workflow-svc/approval/delegations.h"
#include "workflow-svc/approval/leavers.h"
#include "workflow-svc/approval/process_definition_service.h"
#include "workflow-svc/approval/process_definitions.h"
#include "workflow-svc/approval/process_instance_service.h"
#include "workflow-svc/approval/process_store.h"
#include "workflow-svc/approval/process_task_service.h"
#include "workflow-svc/notifications/channel_account.h"
#include "workflow-svc/notifications/delivery_queue.h"
#include "workflow-svc/notifications/notice_queue.h"
#include "workflow-svc/notifications/notification_reads.h"
#include "workflow-svc/notifications/notifier.h"
#include "workflow-svc/notifications/take_back.h"
#include "workflow-svc/notifications/worker.h"
#include "workflow-svc/resources.h"
#include "workflow-svc/sla/sla_clocks.h"
#include "workflow-svc/sla/sla_timers.h"
#include "workflow-svc/sla/sla_watch.h"

namespace guanxi::workflow {
namespace {

using ::testing::IsEmpty;

TEST(SchemaTest, MigrationsAreReadyForManyMachines) {
  const auto migrations = db::LoadMigrations("workflow-svc/schema");
  ASSERT_THAT(migrations, IsOk());
  EXPECT_THAT(db::LintMigrations(*migrations, {}), IsEmpty());
}

TEST(SchemaTest, TablesAreWhatTheDescriptorsSayAndIsWrittenDown) {
  const auto live = db::ReadShape(SharedMariaDb()->CreateSchema("workflow-svc/schema").value());
  ASSERT_THAT(live, IsOk());
  const auto resources = Resources::Create(/*subjects=*/nullptr);
  ASSERT_THAT(resources, IsOk());
  for (const resource::Resource* resource : (*resources)->all()) {
    EXPECT_THAT(resource::SchemaDrift(*live, *resource), IsEmpty()) << resource->type().table();
  }
  const auto written = db::LoadShape("workflow-svc/schema");
  ASSERT_THAT(written, IsOk());
  EXPECT_EQ(*written, *live) << "write this into schema/tables.txt:\n"
                             << absl::StrJoin(*live, "\n");
}

TEST(SchemaTest, EveryStatementBindsItsTenant) {
  const auto resources = Resources::Create(/*subjects=*/nullptr);
  ASSERT_THAT(resources, IsOk());
  for (const resource::Resource* resource : (*resources)->all()) {
    EXPECT_THAT(db::LintQueries(resource::AllQueries(*resource, resource->links().parent)),
                IsEmpty());
    for (const db::InsertQuery& insert : resource::AllInserts(*resource)) {
      EXPECT_THAT(db::LintQuery(insert), IsEmpty()) << insert.name;
    }
  }
  for (const auto& queries : {SlaClockQueries(), SlaTimerQueries(), SlaWatchQueries()}) {
    EXPECT_THAT(db::LintQueries(queries), IsEmpty());
  }
}

TEST(SchemaTest, StatementsOfProcessesDoSoToo) {
  for (const auto& queries :
       {ApprovalPolicyQueries(), DelegationQueries(), LeaverQueries(), ProcessDefinitionQueries(),
        ProcessInstanceQueries(), ProcessStoreQueries(), ProcessTaskQueries()}) {
    EXPECT_THAT(db::LintQueries(queries), IsEmpty());
  }
}

TEST(SchemaTest, StatementsOfNotificationsDoSoToo) {
  for (const auto& queries :
       {ChannelAccountQueries(), DeliveryQueueQueries(), NoticeQueueQueries(),
        NotificationReadQueries(), NotificationPurgeQueries(), TakeBackQueries()}) {
    EXPECT_THAT(db::LintQueries(queries), IsEmpty());
  }
  for (const db::InsertQuery& insert : TakeBackInserts()) {
    EXPECT_THAT(db::LintQuery(insert), IsEmpty()) << insert.name;
  }
  EXPECT_THAT(db::LintQuery(InsertNoticesQuery()), IsEmpty());
}

}  // namespace
}  // namespace guanxi::workflow
