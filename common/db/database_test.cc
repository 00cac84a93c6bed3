// Transactions against a real server: what is stored, what is not, and what callers are told.
// conflict_test.cc, lost_connection_test.cc and server_crash_test.cc have what goes wrong besides.
#include "common/db/database.h"

#include <prometheus/registry.h>

#include <functional>
#include <set>
#include <stdexcept>

#include "absl/synchronization/notification.h"
#include "common/db/items_fixture.h"
#include "common/testing/eventually.h"

namespace guanxi::db {
namespace {

using ::testing::Optional;
using ::testing::UnorderedElementsAre;

class DatabaseTest : public ItemsTest {};

TEST_F(DatabaseTest, CommitsWhenTheBodyReturnsOk) {
  EXPECT_THAT(Insert("a", "one"), IsOk());
  const Rows rows = Read(kSelectItem, {"a"}).value();
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].Int64(0), 1);
  EXPECT_EQ(rows[0].String(1), "one");
}

TEST_F(DatabaseTest, RollsBackWhenTheBodyFails) {
  const absl::Status status = database_->ReadWrite({}, [&](Transaction& tx) -> absl::Status {
    EXPECT_THAT(tx.Execute(kInsertItem, {"a", "one"}), IsOk());
    return absl::FailedPreconditionError("mine");
  });
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kFailedPrecondition, "mine"));
  EXPECT_EQ(Count(), 0);
}

TEST_F(DatabaseTest, RollsBackWhenTheBodyThrows) {
  const auto insert_and_throw = [&](Transaction& tx) -> absl::Status {
    EXPECT_THAT(tx.Execute(kInsertItem, {"a", "one"}), IsOk());
    throw std::runtime_error("mine");
  };
  EXPECT_THROW(database_->ReadWrite({}, insert_and_throw).IgnoreError(), std::runtime_error);
  EXPECT_EQ(Count(), 0);
  // On the same connection, which is used again last-in first-out.
  EXPECT_THAT(Insert("b", "two"), IsOk());
  EXPECT_EQ(Count(), 1);
}

TEST_F(DatabaseTest, DuplicateKeyIsNamedAndLeavesTheTransactionAlive) {
  ASSERT_THAT(Insert("a", "one"), IsOk());
  const absl::Status status = database_->ReadWrite({}, [&](Transaction& tx) -> absl::Status {
    const absl::Status by_code = tx.Execute(kInsertItem, {"b", "one"}).status();
    EXPECT_THAT(by_code, StatusIs(absl::StatusCode::kAlreadyExists));
    EXPECT_THAT(DuplicateKey(by_code), Optional(std::string("uq_items_code")));
    const absl::Status by_id = tx.Execute(kInsertItem, {"a", "two"}).status();
    EXPECT_THAT(DuplicateKey(by_id), Optional(std::string("PRIMARY")));
    return tx.Execute(kInsertItem, {"b", "two"}).status();
  });
  EXPECT_THAT(status, IsOk());
  EXPECT_EQ(Count(), 2);
}

TEST_F(DatabaseTest, ExecuteCountsTheRowsThatMatched) {
  ASSERT_THAT(Insert("a"), IsOk());
  const Query same{"items.same", "UPDATE items SET version = version WHERE id = ?"};
  const Query upsert{"items.upsert",
                     "INSERT INTO items (id, version) VALUES (?, ?) "
                     "ON DUPLICATE KEY UPDATE version = VALUES(version)"};
  EXPECT_THAT(database_->ReadWrite({},
                                   [&](Transaction& tx) -> absl::Status {
                                     EXPECT_THAT(tx.Execute(same, {"a"}), IsOkAndHolds(1));
                                     EXPECT_THAT(tx.Execute(same, {"b"}), IsOkAndHolds(0));
                                     EXPECT_THAT(tx.Execute(upsert, {"a", 1}), IsOkAndHolds(1));
                                     EXPECT_THAT(tx.Execute(upsert, {"a", 2}), IsOkAndHolds(2));
                                     EXPECT_THAT(tx.Execute(upsert, {"b", 1}), IsOkAndHolds(1));
                                     return absl::OkStatus();
                                   }),
              IsOk());
}

TEST_F(DatabaseTest, LostUpdateIsRefusedByVersion) {
  ASSERT_THAT(Insert("a"), IsOk());
  const Query update{"items.update",
                     "UPDATE items SET version = version + 1 WHERE id = ? AND version = ?"};
  // Both read version 1; the second writer finds no row of that version.
  const absl::Status status = database_->ReadWrite({}, [&](Transaction& first) -> absl::Status {
    EXPECT_EQ(first.Select(kSelectItem, {"a"}).value()[0].Int64(0), 1);
    EXPECT_THAT(
        database_->ReadWrite({},
                             [&](Transaction& second) -> absl::Status {
                               EXPECT_EQ(second.Select(kSelectItem, {"a"}).value()[0].Int64(0), 1);
                               EXPECT_THAT(second.Execute(update, {"a", 1}), IsOkAndHolds(1));
                               return absl::OkStatus();
                             }),
        IsOk());
    EXPECT_THAT(first.Execute(update, {"a", 1}), IsOkAndHolds(0));
    return absl::AbortedError("stale");
  });
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kAborted, "stale"));
  EXPECT_EQ(VersionOf("a"), 2);
}

TEST_F(DatabaseTest, SessionsAreSetUp) {
  const Query query{"session.variables",
                    "SELECT @@tx_isolation, @@innodb_snapshot_isolation, @@time_zone, "
                    "@@character_set_client, @@max_statement_time, @@innodb_lock_wait_timeout, "
                    "@@autocommit"};
  const Rows rows = Read(query).value();
  EXPECT_EQ(rows[0].String(0), "READ-COMMITTED");
  EXPECT_EQ(rows[0].Int64(1), 1);
  EXPECT_EQ(rows[0].String(2), "+00:00");
  EXPECT_EQ(rows[0].String(3), "utf8mb4");
  EXPECT_EQ(rows[0].Double(4), 4.0);
  EXPECT_EQ(rows[0].Int64(5), 2);
  EXPECT_EQ(rows[0].Int64(6), 1);
}

TEST_F(DatabaseTest, ReadOnlyRefusesToWrite) {
  EXPECT_THAT(database_->ReadOnly({},
                                  [&](Transaction& tx) {
                                    return tx.Execute(kInsertItem, {"a", nullptr}).status();
                                  }),
              StatusIs(absl::StatusCode::kInternal));
  EXPECT_THAT(database_->ReadOnly(
                  {},
                  [&](Transaction& tx) {
                    return tx
                        .InsertRows({"items.insert", "INSERT INTO items (id) VALUES "}, {{"a"}})
                        .status();
                  }),
              HasReason("READ_ONLY"));
  EXPECT_EQ(Count(), 0);
}

TEST_F(DatabaseTest, ReadsOfOneMomentSeeNothingThatComesMeanwhile) {
  const Query count{"items.count", "SELECT COUNT(*) FROM items"};
  for (const bool one_moment : {true, false}) {
    TxOptions options;
    options.one_moment = one_moment;
    const int64_t before = Count();
    int64_t first = 0, second = 0;
    EXPECT_THAT(
        database_->ReadOnly(
            options,
            [&](Transaction& tx) -> absl::Status {
              const auto rows = tx.Select(count, {});
              if (!rows.ok()) return rows.status();
              first = (*rows)[0].Int64(0);
              const absl::Status written = database_->ReadWrite({}, [&](Transaction& other) {
                return other.Execute(kInsertItem, {one_moment ? "a" : "b", nullptr}).status();
              });
              if (!written.ok()) return written;
              const auto again = tx.Select(count, {});
              if (!again.ok()) return again.status();
              second = (*again)[0].Int64(0);
              return absl::OkStatus();
            }),
        IsOk());
    EXPECT_EQ(first, before);
    EXPECT_EQ(second, one_moment ? before : before + 1);
    EXPECT_EQ(Count(), before + 1);  // the connection is as it was
  }
}

TEST_F(DatabaseTest, InsertRowsStoresEachRowOnce) {
  const InsertQuery insert{"items.insert_rows", "INSERT INTO items (id, code) VALUES "};
  std::vector<std::vector<Value>> rows;
  for (int i = 0; i < 1000; ++i) rows.push_back({std::to_string(i), "c" + std::to_string(i)});
  EXPECT_THAT(database_->ReadWrite({},
                                   [&](Transaction& tx) -> absl::Status {
                                     EXPECT_THAT(tx.InsertRows(insert, {}), IsOkAndHolds(0));
                                     EXPECT_THAT(tx.InsertRows(insert, rows), IsOkAndHolds(1000));
                                     return absl::OkStatus();
                                   }),
              IsOk());
  EXPECT_EQ(Count(), 1000);
  EXPECT_EQ(Read(kSelectItem, {"999"}).value()[0].String(1), "c999");

  const absl::Status ragged = database_->ReadWrite({}, [&](Transaction& tx) {
    return tx.InsertRows(insert, {{"x", "y"}, {"z"}}).status();
  });
  EXPECT_THAT(ragged, StatusIs(absl::StatusCode::kInternal));
}

TEST_F(DatabaseTest, PassedDeadlineRunsNothing) {
  bool ran = false;
  const TxOptions options{Lane::kPoint, absl::Now() - absl::Seconds(1)};
  EXPECT_THAT(database_->ReadWrite(options,
                                   [&](Transaction&) {
                                     ran = true;
                                     return absl::OkStatus();
                                   }),
              StatusIs(absl::StatusCode::kDeadlineExceeded));
  EXPECT_FALSE(ran);
}

TEST_F(DatabaseTest, DeadlineThatPassesInTheBodyCommitsNothing) {
  const TxOptions options{Lane::kPoint, absl::Now() + absl::Milliseconds(500)};
  EXPECT_THAT(database_->ReadWrite(options,
                                   [&](Transaction& tx) -> absl::Status {
                                     EXPECT_THAT(tx.Execute(kInsertItem, {"a", nullptr}), IsOk());
                                     Eventually([&] { return absl::Now() > options.deadline; });
                                     return absl::OkStatus();
                                   }),
              StatusIs(absl::StatusCode::kDeadlineExceeded));
  EXPECT_EQ(Count(), 0);
}

TEST_F(DatabaseTest, DeadlineLimitsStatements) {
  const Query sleep{"items.sleep", "SELECT SLEEP(10)"};
  const absl::Time start = absl::Now();
  EXPECT_THAT(Read(sleep, {}, {Lane::kScan, start + absl::Milliseconds(250)}),
              HasReason("QUERY_TIME_LIMIT"));
  EXPECT_LT(absl::Now() - start, absl::Seconds(5));
}

TEST_F(DatabaseTest, LaneLimitsStatementsWithoutDeadline) {
  Options options{server_};
  options.point.statement_limit = absl::Milliseconds(200);
  database_ = Open(options);
  EXPECT_THAT(Read({"items.sleep", "SELECT SLEEP(10)"}), HasReason("QUERY_TIME_LIMIT"));
  EXPECT_THAT(Read(kCountItems), IsOk());  // the connection is still good
}

TEST_F(DatabaseTest, StatementCacheIsBounded) {
  Options options{server_};
  options.statement_cache_size = 3;
  database_ = Open(options);
  for (int i = 0; i < 20; ++i) {
    const std::string number = std::to_string(i);
    EXPECT_EQ(Read({"items.constant", "SELECT " + number}).value()[0].Int64(0), i);
  }
  const Rows rows =
      Read({"items.prepared", "SHOW GLOBAL STATUS LIKE 'Prepared_stmt_count'"}).value();
  EXPECT_EQ(rows[0].Int64(1), 3);
}

int64_t Prepared(const Rows& rows) { return rows[0].Int64(1); }

TEST_F(DatabaseTest, AllConnectionsTogetherKeepABoundedNumberOfStatements) {
  Options options{server_};
  options.point.connections = 8;
  options.scan.connections = options.job.connections = 1;
  options.max_statements = 40;
  database_ = Open(options);
  // Each level holds a connection while the next one works on another.
  const std::function<void(int)> work = [&](int level) {
    if (level == 8) return;
    EXPECT_THAT(
        database_->ReadOnly(
            {},
            [&](Transaction& tx) -> absl::Status {
              for (int i = 0; i < 20; ++i) {
                const auto rows = tx.Select({"items.constant", "SELECT " + std::to_string(i)}, {});
                if (!rows.ok()) return rows.status();
              }
              work(level + 1);
              return absl::OkStatus();
            }),
        IsOk());
  };
  work(0);
  const Rows rows =
      Read({"items.prepared", "SHOW GLOBAL STATUS LIKE 'Prepared_stmt_count'"}).value();
  EXPECT_LE(Prepared(rows), 40);
}

TEST_F(DatabaseTest, GoesOnWhenTheServerHasNoRoomForStatements) {
  const auto mariadb = MariaDb::Start({}).value();
  const Server server = mariadb->CreateSchema().value();
  ASSERT_THAT(mariadb->Execute(kCreateItems, server.schema), IsOk());
  Options options{server};
  options.point.connections = 2;
  database_ = Open(options);
  const auto fill = [&](int first, int count, Lane lane) -> absl::Status {
    return database_->ReadOnly({lane}, [&](Transaction& tx) -> absl::Status {
      for (int i = first; i < first + count; ++i) {
        const auto rows = tx.Select({"items.constant", "SELECT " + std::to_string(i)}, {});
        if (!rows.ok()) return rows.status();
      }
      return absl::OkStatus();
    });
  };
  ASSERT_THAT(fill(0, 20, Lane::kScan), IsOk());
  ASSERT_THAT(mariadb->Execute("SET GLOBAL max_prepared_stmt_count = 20"), IsOk());
  // The other lane's idle connection holds all of them; and then its own ones are too many.
  EXPECT_THAT(fill(100, 15, Lane::kPoint), IsOk());
  EXPECT_THAT(fill(200, 15, Lane::kPoint), IsOk());
  EXPECT_THAT(Insert("a"), IsOk());
  EXPECT_EQ(Count(), 1);
}

TEST_F(DatabaseTest, RefusesOptionsThatCannotWork) {
  EXPECT_THAT(Database::Create({}), StatusIs(absl::StatusCode::kInvalidArgument));
  Options options{server_};
  options.server.host = "localhost";
  EXPECT_THAT(Database::Create(options), StatusIs(absl::StatusCode::kInvalidArgument));
  options.server.socket.clear();
  EXPECT_THAT(Database::Create(options), IsOk());
  options.server.host = "db.example.com";
  EXPECT_THAT(Database::Create(options), StatusIs(absl::StatusCode::kInvalidArgument));
  options.server.allow_plaintext = true;
  EXPECT_THAT(Database::Create(options), IsOk());
  options.job.connections = 0;
  EXPECT_THAT(Database::Create(options), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(DatabaseTest, CountsByQueryNameAndLane) {
  prometheus::Registry registry;
  Options options{server_};
  options.metrics = &registry;
  database_ = Open(options);
  ASSERT_THAT(Insert("a"), IsOk());
  ASSERT_EQ(Count(), 1);

  std::set<std::string> queries;
  for (const prometheus::MetricFamily& family : registry.Collect()) {
    if (family.name == "guanxi_sql_query_seconds") {
      for (const auto& metric : family.metric) queries.insert(metric.label[0].value);
    } else if (family.name == "guanxi_sql_pool_wait_seconds") {
      for (const auto& metric : family.metric) {
        const bool point = metric.label[0].value == "point";
        EXPECT_EQ(metric.histogram.sample_count, point ? 2u : 0u);
      }
    } else if (family.name == "guanxi_sql_connections_in_use") {
      for (const auto& metric : family.metric) EXPECT_EQ(metric.gauge.value, 0);
    }
  }
  EXPECT_THAT(queries, UnorderedElementsAre("items.insert", "items.count"));
}

}  // namespace
}  // namespace guanxi::db
