// What the database layer costs over the bare connector: the same statements on the same rows,
// through both, against a private server on this machine. Quote ratios; the rates depend on the
// machine, and two threads share it with the server.
//
//   bazel run //common/db:database_benchmark
#include <benchmark/benchmark.h>
#include <cppconn/connection.h>
#include <cppconn/prepared_statement.h>
#include <cppconn/resultset.h>
#include <mysql_driver.h>

#include <atomic>
#include <memory>
#include <string>

#include "common/db/database.h"
#include "common/testing/mariadb.h"

namespace guanxi::db {
namespace {

constexpr int kRows = 10000;
constexpr char kSelect[] = "SELECT body FROM items WHERE id = ?";
constexpr char kUpdate[] = "UPDATE items SET version = version + 1 WHERE id = ?";
constexpr char kInsert[] = "INSERT INTO log (id, n, body) VALUES (?, ?, ?)";

std::string Body() { return std::string(300, 'b'); }
// Every thread has rows of its own.
int64_t RowOf(const benchmark::State& state, int64_t i) {
  return i * state.threads() % kRows + state.thread_index();
}

// Made once: the server, its tables and rows, and the pool.
struct Fixture {
  Fixture() {
    server = mariadb->CreateSchema().value();
    Options options{server};
    options.point.connections = 16;
    database = Database::Create(options).value();
    for (const char* ddl :
         {"CREATE TABLE items (id BIGINT PRIMARY KEY, version BIGINT DEFAULT 1, body BLOB)",
          "CREATE TABLE log (id BIGINT, n BIGINT, body BLOB, PRIMARY KEY (id, n))"}) {
      (void)mariadb->Execute(ddl, server.schema);
    }
    (void)database->ReadWrite({Lane::kJob}, [&](Transaction& tx) {
      std::vector<std::vector<Value>> rows;
      for (int i = 0; i < 2 * kRows; ++i) rows.push_back({i, Body()});
      return tx.InsertRows({"insert", "INSERT INTO items (id, body) VALUES "}, rows).status();
    });
  }
  MariaDb* const mariadb = SharedMariaDb();
  Server server;
  std::unique_ptr<Database> database;
};

Fixture& Shared() {
  static auto* const fixture = new Fixture;
  return *fixture;
}

// The connector with nothing around it.
struct Raw {
  Raw() {
    sql::ConnectOptionsMap options;
    options["hostName"] = sql::SQLString("unix://" + Shared().server.socket);
    options["userName"] = sql::SQLString("root");
    options["password"] = sql::SQLString("");
    options["schema"] = sql::SQLString(Shared().server.schema);
    connection.reset(sql::mysql::get_driver_instance()->connect(options));
    text.reset(connection->createStatement());
    select.reset(connection->prepareStatement(kSelect));
    update.reset(connection->prepareStatement(kUpdate));
    insert.reset(connection->prepareStatement(kInsert));
  }
  std::unique_ptr<sql::Connection> connection;
  std::unique_ptr<sql::Statement> text;
  std::unique_ptr<sql::PreparedStatement> select, update, insert;
};

int64_t NextNumber() {
  static std::atomic<int64_t> next{0};
  return ++next;
}

void RawSelect(benchmark::State& state) {
  Raw raw;
  int64_t i = 0;
  for (auto _ : state) {
    raw.select->setInt64(1, RowOf(state, ++i));
    const std::unique_ptr<sql::ResultSet> rows(raw.select->executeQuery());
    rows->next();
    benchmark::DoNotOptimize(rows->getString(1));
  }
  state.SetItemsProcessed(state.iterations());
}

void OurSelect(benchmark::State& state) {
  const Query query{"items.select", kSelect};
  int64_t i = 0;
  for (auto _ : state) {
    const absl::Status status = Shared().database->ReadOnly({}, [&](Transaction& tx) {
      const absl::StatusOr<Rows> rows = tx.Select(query, {RowOf(state, ++i)});
      if (rows.ok()) benchmark::DoNotOptimize((*rows)[0].String(0));
      return rows.status();
    });
    if (!status.ok()) state.SkipWithError("failed");
  }
  state.SetItemsProcessed(state.iterations());
}

void RawTransaction(benchmark::State& state) {
  Raw raw;
  const std::string body = Body();
  for (auto _ : state) {
    const int64_t number = NextNumber();
    const int64_t id = RowOf(state, number);
    raw.text->execute("START TRANSACTION");
    raw.update->setInt64(1, id);
    raw.update->executeUpdate();
    raw.insert->setInt64(1, id);
    raw.insert->setInt64(2, number);
    raw.insert->setString(3, body);
    raw.insert->executeUpdate();
    raw.text->execute("COMMIT");
  }
  state.SetItemsProcessed(state.iterations());
}

void OurTransaction(benchmark::State& state) {
  const Query update{"items.update", kUpdate};
  const Query insert{"log.insert", kInsert};
  const std::string body = Body();
  for (auto _ : state) {
    const int64_t number = NextNumber();
    const int64_t id = RowOf(state, number);
    const absl::Status status = Shared().database->ReadWrite({}, [&](Transaction& tx) {
      const absl::Status updated = tx.Execute(update, {id}).status();
      return updated.ok() ? tx.Execute(insert, {id, number, body}).status() : updated;
    });
    if (!status.ok()) state.SkipWithError("failed");
  }
  state.SetItemsProcessed(state.iterations());
}

BENCHMARK(RawSelect)->Threads(1)->Threads(8)->UseRealTime();
BENCHMARK(OurSelect)->Threads(1)->Threads(8)->UseRealTime();
BENCHMARK(RawTransaction)->Threads(1)->Threads(8)->UseRealTime();
BENCHMARK(OurTransaction)->Threads(1)->Threads(8)->UseRealTime();

}  // namespace
}  // namespace guanxi::db

int main(int argc, char** argv) {
  guanxi::db::Shared();  // before threads start
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
