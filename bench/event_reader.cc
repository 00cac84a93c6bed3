// A consumer of customer-svc's events as an analytics service has one: a row for each event, 500 a
// transaction. It reads what there is and prints how fast.
#include <algorithm>
#include <atomic>
#include <iostream>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/auth/service_account.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/db/database.h"
#include "common/db/migrator.h"
#include "common/events/consumer.h"
#include "common/events/remote_log.h"
#include "common/flags/service_flags.h"
#include "common/rpc/server_main.h"

ABSL_FLAG(std::string, customer_svc, "", "gRPC target of customer-svc, whose events are read");
ABSL_FLAG(std::string, gateway, "", "gRPC target of the gateway, which gives the account's tokens");
ABSL_FLAG(std::string, service_secret_file, "", "the secret of lead-svc's account");

namespace guanxi::bench {
namespace {

using event::v1::LogEvent;

// All there is has been read when nothing has come for so long.
constexpr absl::Duration kQuiet = absl::Seconds(5);

const db::InsertQuery kInsertFact{
    "bench.insert_fact",
    "INSERT INTO bench_facts (tenant_id, event_id, resource_id, sequence, kind, actor) VALUES "};
constexpr char kCreateFacts[] =
    "CREATE TABLE IF NOT EXISTS bench_facts (tenant_id BINARY(16) NOT NULL, event_id BINARY(16) "
    "NOT NULL, resource_id BINARY(16) NOT NULL, sequence BIGINT NOT NULL, kind SMALLINT NOT NULL, "
    "actor VARCHAR(64) NOT NULL, PRIMARY KEY (tenant_id, event_id)) ENGINE=InnoDB DEFAULT "
    "CHARSET=utf8mb4 COLLATE=utf8mb4_bin";

absl::Status Migrate(const ServiceFlags& flags) {
  GUANXI_RETURN_IF_ERROR(db::MigrateUp(flags.database.server, flags.schema_dir));
  GUANXI_ASSIGN_OR_RETURN(const auto database, db::Database::Create(flags.database));
  return database->ReadWrite({db::Lane::kJob}, [](db::Transaction& tx) {
    return tx.Execute({"bench.create", kCreateFacts, /*infrastructure=*/true}, {}).status();
  });
}

absl::StatusOr<int> Run() {
  GUANXI_ASSIGN_OR_RETURN(const ServiceFlags flags, ReadServiceFlags("common/events/schema"));
  if (flags.migrate) {
    GUANXI_RETURN_IF_ERROR(Migrate(flags));
    return 0;
  }
  GUANXI_ASSIGN_OR_RETURN(const auto database, db::Database::Create(flags.database));
  GUANXI_ASSIGN_OR_RETURN(
      const std::string secret,
      ReadFlagFile("service_secret_file", absl::GetFlag(FLAGS_service_secret_file)));
  ServiceAccount account({absl::GetFlag(FLAGS_gateway), "lead-svc", secret});
  std::atomic<int64_t> applied{0}, last{0};
  events::Consumer::Options options;
  options.name = "bench.facts";
  options.producer = "customer-svc";
  options.owner = "bench";
  options.max_batch = 500;
  options.read =
      events::ReadLogAt(absl::GetFlag(FLAGS_customer_svc), [&account] { return account.Token(); });
  options.apply = [&](absl::Span<const LogEvent> events, const events::Done& done) {
    std::vector<std::vector<db::Value>> rows;
    for (const LogEvent& event : events) {
      rows.push_back({event.tenant_id(), event.event_id(), event.resource_id(), event.sequence(),
                      static_cast<int>(event.kind()), event.actor()});
    }
    const absl::Status stored =
        database->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
          GUANXI_RETURN_IF_ERROR(tx.InsertRows(kInsertFact, rows).status());
          return done(tx);
        });
    if (stored.ok()) {
      applied += static_cast<int64_t>(events.size());
      last = absl::ToUnixMillis(absl::Now());
    }
    return stored;
  };
  options.recover = [](const events::Loss&, const events::StillHeld&) {
    return absl::InternalError("nothing is to be lost here");
  };
  const absl::Time begin = absl::Now();
  last = absl::ToUnixMillis(begin);
  {
    events::Consumer consumer(database.get(), SystemClock(), options);
    consumer.Start();
    while (absl::Now() - absl::FromUnixMillis(last) < kQuiet) {
      absl::SleepFor(absl::Milliseconds(100));
    }
  }
  const double seconds = absl::ToDoubleSeconds(absl::FromUnixMillis(last) - begin);
  const double rate = static_cast<double>(applied.load()) / std::max(seconds, 0.001);
  std::cout << absl::StrCat("{\"name\": \"a reader that is ", applied.load(),
                            " events behind\", \"ours\": ", rate,
                            ", \"limit\": 10000, \"unit\": \"events/s\", \"ratio\": ", rate / 10000,
                            ", \"goal\": 1}")
            << std::endl;
  return applied > 0 ? 0 : 1;
}

}  // namespace
}  // namespace guanxi::bench

int main(int argc, char** argv) {
  guanxi::rpc::PrepareProcess();
  absl::ParseCommandLine(argc, argv);
  const absl::StatusOr<int> code = guanxi::bench::Run();
  if (code.ok()) return *code;
  guanxi::Log(guanxi::Severity::kError, "event_reader.failed",
              {{"error", code.status().message()}});
  return 1;
}
