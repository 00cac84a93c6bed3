// Timers in a schema of their own: how fast many that are due at once fire, each with a row of its
// own as effect, and what a million that wait cost others who write.
#include <algorithm>
#include <atomic>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "bench/figure.h"
#include "common/base/clock.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/crypto/key_ring.h"
#include "common/db/database.h"
#include "common/db/migrator.h"
#include "common/flags/service_flags.h"
#include "common/resource/engine.h"
#include "common/resource/environment.h"
#include "common/rpc/server_main.h"
#include "common/timers/runner.h"
#include "common/timers/timers.h"

ABSL_FLAG(int, due, 20'000, "timers that are due at once");
ABSL_FLAG(int, armed, 1'000'000, "timers that wait while others write");
ABSL_FLAG(absl::Duration, round, absl::Seconds(3), "length of one round of writes");

namespace guanxi::bench {
namespace {

using timers::Timer;
using timers::Timers;

constexpr int kWriters = 8;
constexpr int kRounds = 3;
constexpr int kTenants = 20;
constexpr double kGoalSeconds = 3;

const db::InsertQuery kInsertRow{"bench.insert_row",
                                 "INSERT INTO bench_rows (tenant_id, id, timer_key) VALUES "};
const db::Query kSelectAny{"bench.any_timer", "SELECT kind FROM timers LIMIT 1",
                           /*infrastructure=*/true};
constexpr char kCreateRows[] =
    "CREATE TABLE IF NOT EXISTS bench_rows (tenant_id BINARY(16) NOT NULL, id BINARY(16) NOT NULL, "
    "timer_key VARBINARY(255) NOT NULL, PRIMARY KEY (tenant_id, id)) ENGINE=InnoDB DEFAULT "
    "CHARSET=utf8mb4 COLLATE=utf8mb4_bin";

absl::Status Migrate(const ServiceFlags& flags) {
  GUANXI_RETURN_IF_ERROR(db::MigrateUp(flags.database.server, flags.schema_dir));
  GUANXI_ASSIGN_OR_RETURN(const auto database, db::Database::Create(flags.database));
  // What a run before has left would count for this one.
  for (const char* sql : {kCreateRows, "TRUNCATE TABLE bench_rows", "TRUNCATE TABLE timers"}) {
    GUANXI_RETURN_IF_ERROR(database->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) {
      return tx.Execute({"bench.prepare", sql, /*infrastructure=*/true}, {}).status();
    }));
  }
  return absl::OkStatus();
}

Uuid TenantOf(int i) { return DeriveUuid("tenant", absl::StrCat(i % kTenants)); }

// `count` timers of all tenants, each due at what `due` says of its number.
absl::Status ArmMany(db::Database* database, Timers* timers, int count,
                     const std::function<absl::Time(int)>& due) {
  const int batch = static_cast<int>(Timers::kMaxAtOnce);
  for (int first = 0; first < count; first += batch) {
    std::vector<Timer> all;
    for (int i = first; i < std::min(count, first + batch); ++i) {
      const std::string record = DeriveUuid("record", absl::StrCat(i)).ToString();
      all.push_back({"bench", absl::StrCat("rule/customers/", record), due(i)});
    }
    GUANXI_RETURN_IF_ERROR(database->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) {
      return timers->Arm(tx, TenantOf(first / batch), all);
    }));
  }
  return absl::OkStatus();
}

// Waits until there is no timer left.
absl::Status WaitForAll(db::Database* database) {
  for (bool any = true; any;) {
    GUANXI_RETURN_IF_ERROR(
        database->ReadOnly({db::Lane::kPoint}, [&](db::Transaction& tx) -> absl::Status {
          GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(kSelectAny, {}));
          any = !rows.empty();
          return absl::OkStatus();
        }));
    if (any) absl::SleepFor(absl::Milliseconds(10));
  }
  return absl::OkStatus();
}

// Transactions a second that write one row each.
absl::StatusOr<double> WritesPerSecond(db::Database* database, absl::Duration duration) {
  std::atomic<int64_t> written{0};
  std::atomic<bool> failed{false};
  UuidSource ids;
  const absl::Time end = absl::Now() + duration;
  std::vector<std::thread> writers;
  for (int i = 0; i < kWriters; ++i) {
    writers.emplace_back([&, i] {
      while (!failed && absl::Now() < end) {
        const std::string id(ids.Next().bytes());
        const absl::Status status = database->ReadWrite({}, [&](db::Transaction& tx) {
          return tx.InsertRows(kInsertRow, {{TenantOf(i).bytes(), id, "other"}}).status();
        });
        failed = failed || !status.ok();
        if (status.ok()) ++written;
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  if (failed) return absl::UnavailableError("a write failed");
  return static_cast<double>(written) / absl::ToDoubleSeconds(duration);
}

absl::StatusOr<double> MedianOfWrites(db::Database* database) {
  std::vector<double> rounds;
  for (int i = 0; i < kRounds; ++i) {
    GUANXI_ASSIGN_OR_RETURN(const double rate,
                            WritesPerSecond(database, absl::GetFlag(FLAGS_round)));
    rounds.push_back(rate);
  }
  return Median(rounds);
}

timers::Kinds WriteOneRowEach(UuidSource* ids) {
  timers::Kinds kinds;
  kinds["bench"].fire = [ids](resource::UnitOfWork& work, const timers::Batch& batch) {
    std::vector<std::vector<db::Value>> rows;
    for (const timers::ArmedTimer& timer : batch.timers) {
      rows.push_back({batch.tenant.bytes(), ids->Next().bytes(), timer.key});
    }
    return work.tx().InsertRows(kInsertRow, rows).status();
  };
  kinds["bench"].max_batch = 200;
  return kinds;
}

absl::StatusOr<int> Run() {
  GUANXI_ASSIGN_OR_RETURN(const ServiceFlags flags, ReadServiceFlags("workflow-svc/schema"));
  if (flags.migrate) {
    GUANXI_RETURN_IF_ERROR(Migrate(flags));
    return 0;
  }
  GUANXI_ASSIGN_OR_RETURN(const auto database, db::Database::Create(flags.database));
  GUANXI_ASSIGN_OR_RETURN(const auto keys,
                          crypto::KeyRing::Parse(absl::StrCat("1 ", std::string(64, 'a'))));
  GUANXI_ASSIGN_OR_RETURN(const auto environment,
                          resource::Environment::Create(SystemClock(), keys, std::string(32, 'k')));
  const resource::Engine engine(database.get(), environment.get());
  Timers timers;
  UuidSource ids;
  const int due = absl::GetFlag(FLAGS_due);
  const absl::Time past = absl::Now() - absl::Hours(1);
  GUANXI_RETURN_IF_ERROR(ArmMany(database.get(), &timers, due, [&](int) { return past; }));
  timers::Runner::Options options;
  options.owner = absl::StrCat("bench ", ids.Next().ToString());
  options.actor = "services/bench";
  const absl::Time begin = absl::Now();
  timers::Runner runner(database.get(), &engine, Clocks(SystemClock()), &timers,
                        WriteOneRowEach(&ids), options);
  runner.Start();
  GUANXI_RETURN_IF_ERROR(WaitForAll(database.get()));
  Print({absl::StrCat(due, " timers that are due at once"),
         absl::ToDoubleSeconds(absl::Now() - begin), kGoalSeconds, "s", 1,
         /*less_is_better=*/true});
  GUANXI_ASSIGN_OR_RETURN(const double alone, MedianOfWrites(database.get()));
  const int armed = absl::GetFlag(FLAGS_armed);
  GUANXI_RETURN_IF_ERROR(ArmMany(database.get(), &timers, armed, [&](int i) {
    return absl::Now() + absl::Hours(24) + absl::Seconds(i);
  }));
  GUANXI_ASSIGN_OR_RETURN(const double beside, MedianOfWrites(database.get()));
  Print({absl::StrCat("others' writes beside ", armed, " armed timers against none"), beside, alone,
         "tx/s", 0.9});
  return 0;
}

}  // namespace
}  // namespace guanxi::bench

int main(int argc, char** argv) {
  guanxi::rpc::PrepareProcess();
  absl::ParseCommandLine(argc, argv);
  const absl::StatusOr<int> code = guanxi::bench::Run();
  if (code.ok()) return *code;
  guanxi::Log(guanxi::Severity::kError, "timer_runner.failed",
              {{"error", code.status().message()}});
  return 1;
}
