#include "common/resource/purge.h"

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/db/sql_lint.h"
#include "common/db/value.h"
#include "common/testing/fake_clock.h"
#include "common/testing/mariadb.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::resource {
namespace {

class PurgeTest : public ::testing::Test {
 protected:
  PurgeTest()
      : database_(
            db::Database::Create({SharedMariaDb()->CreateSchema("customer-svc/schema").value()})
                .value()) {}

  void Insert(const Uuid& tenant, int rows) {
    EXPECT_THAT(
        database_->ReadWrite(
            {},
            [&](db::Transaction& tx) -> absl::Status {
              for (int i = 0; i < rows; ++i) {
                const std::string key = absl::StrCat(i, std::string(32, 'k')).substr(0, 32);
                auto done = tx.Execute(
                    {"test.request",
                     "INSERT INTO request_log (tenant_id, request_key, request_hash, response, "
                     "create_time) VALUES (?, ?, ?, '', ?)"},
                    {tenant.bytes(), key, key, clock_.Now()});
                if (!done.ok()) return done.status();
              }
              return absl::OkStatus();
            }),
        IsOk());
  }

  FakeClock clock_{absl::FromUnixSeconds(1'700'000'000)};
  UuidSource ids_{&clock_};
  std::unique_ptr<db::Database> database_;
};

TEST_F(PurgeTest, DeletesOldAnswersOfAllTenants) {
  const Uuid first = ids_.Next();
  Insert(first, 1100);
  Insert(ids_.Next(), 3);
  clock_.Advance(absl::Hours(3 * 24));
  Insert(ids_.Next(), 5);
  EXPECT_EQ(PurgeRequestLog(database_.get(), &clock_).value(), 0);
  clock_.Advance(absl::Hours(5 * 24));
  EXPECT_EQ(PurgeRequestLog(database_.get(), &clock_).value(), 1103);
  clock_.Advance(absl::Hours(5 * 24));
  EXPECT_EQ(PurgeRequestLog(database_.get(), &clock_).value(), 5);
}

TEST_F(PurgeTest, DeletesGuardsThatNobodyTakesAndCountersOfNothing) {
  const auto put = [&](const char* key, int counter, bool is_used) {
    EXPECT_THAT(database_->ReadWrite(
                    {},
                    [&](db::Transaction& tx) {
                      return tx
                          .Execute({"test.guard",
                                    "INSERT INTO guards (tenant_id, kind, "
                                    "guard_key, counter, use_time) VALUES (?, "
                                    "'k', ?, ?, ?)"},
                                   {ids_.Next().bytes(), key, counter,
                                    is_used ? db::Value(clock_.Now()) : db::Value(nullptr)})
                          .status();
                    }),
                IsOk());
  };
  put("taken", 0, true);
  put("counts", 3, false);
  put("counted by an older binary", 2, true);
  clock_.Advance(absl::Hours(4 * 24));
  put("taken later", 0, true);
  EXPECT_EQ(PurgeGuards(database_.get(), &clock_).value(), 0);
  clock_.Advance(absl::Hours(4 * 24));
  EXPECT_EQ(PurgeGuards(database_.get(), &clock_).value(), 1);
  clock_.Advance(absl::Hours(4 * 24));
  EXPECT_EQ(PurgeGuards(database_.get(), &clock_).value(), 1);
  EXPECT_EQ(PurgeGuards(database_.get(), &clock_).value(), 0);
}

TEST(PurgeQueries, AreReadyForManyMachines) {
  EXPECT_THAT(db::LintQueries(PurgeQueries()), ::testing::IsEmpty());
}

}  // namespace
}  // namespace guanxi::resource
