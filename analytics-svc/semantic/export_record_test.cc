// What the audit has of files of figures.
#include "analytics-svc/semantic/export_record.h"

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "common/db/query.h"
#include "common/db/rows.h"
#include "common/db/transaction.h"
#include "common/testing/fake_clock.h"
#include "common/testing/mariadb.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/audit/v1/audit.pb.h"

namespace guanxi::analytics {
namespace {

using ::testing::ElementsAre;

TEST(ExportRecorderTest, SaysWhoWasGivenAFileByWhichMethodAndWhen) {
  const auto database =
      db::Database::Create({SharedMariaDb()->CreateSchema("analytics-svc/schema").value()}).value();
  FakeClock clock{absl::FromUnixSeconds(1'781'000'000)};
  UuidSource ids{&clock};
  rpc::Call call;
  call.principal.tenant = DeriveUuid("tenant", "a");
  call.principal.subject = "users/0196b0a0-0000-7000-8000-000000000001";
  call.method = "/guanxi.analytics.v1.QueryService/ExportQuery";
  call.deadline = absl::InfiniteFuture();
  const auto record = ExportRecorder(database.get(), &ids, &clock);
  ASSERT_THAT(record(call), IsOk());
  clock.Advance(absl::Seconds(1));
  ASSERT_THAT(record(call), IsOk()) << "each file is one";

  const db::Query query{"test.exports",
                        "SELECT kind, actor, method, record_time FROM audit_records "
                        "WHERE tenant_id = ? ORDER BY event_id"};
  std::vector<std::string> methods;
  std::vector<absl::Time> times;
  ASSERT_THAT(database->ReadOnly({},
                                 [&](db::Transaction& tx) -> absl::Status {
                                   const auto rows =
                                       tx.Select(query, {call.principal.tenant.bytes()});
                                   if (!rows.ok()) return rows.status();
                                   methods.clear();
                                   times.clear();
                                   for (const db::Row& row : *rows) {
                                     EXPECT_EQ(row.Int64(0), audit::v1::AuditRecord::EXPORTED);
                                     EXPECT_EQ(row.String(1), call.principal.subject);
                                     methods.emplace_back(row.String(2));
                                     times.push_back(row.Time(3));
                                   }
                                   return absl::OkStatus();
                                 }),
              IsOk());
  EXPECT_THAT(methods, ElementsAre("guanxi.analytics.v1.QueryService/ExportQuery",
                                   "guanxi.analytics.v1.QueryService/ExportQuery"));
  EXPECT_THAT(times, ElementsAre(absl::FromUnixSeconds(1'781'000'000),
                                 absl::FromUnixSeconds(1'781'000'001)));
}

}  // namespace
}  // namespace guanxi::analytics
