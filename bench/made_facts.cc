#include "bench/made_facts.h"

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "analytics-svc/facts/tables.h"
#include "analytics-svc/replica/replica_schema.h"
#include "bench/figure.h"
#include "common/base/status_macros.h"

namespace guanxi::bench {
namespace {

using analytics::DuckDatabase;
using analytics::DuckOptions;
using analytics::DuckWriter;

constexpr char kTenant[] = "0196b0a0-0000-7000-8000-000000000001";
constexpr int kPageBytes = 4096;
constexpr double kBesideMegabytes = 200;

// The id that has `number`, an expression, as its last digits.
std::string IdSql(const std::string& number) {
  return absl::StrCat("CAST('00000000-0000-0000-0000-' || LPAD(CAST(", number,
                      " AS VARCHAR), 12, '0') AS UUID)");
}

// A moment of the nth of `count` facts, spread over so many seconds from `start` on.
std::string MomentSql(const char* start, int64_t seconds, int64_t count) {
  return absl::StrCat("TIMESTAMP '", start, "' + INTERVAL (range * ", seconds, " // ", count,
                      ") SECOND");
}

// Fills the table with a SELECT over range(count).
absl::Status Fill(DuckDatabase* duck, const analytics::Table& table, const std::string& columns,
                  const std::string& values, int64_t count) {
  return duck->Write([&](DuckWriter& writer) {
    return writer
        .Execute(absl::StrCat("INSERT INTO ", table.name, " (tenant_id, id, live, ", columns,
                              ") SELECT CAST('", kTenant, "' AS UUID), uuid(), 1, ", values,
                              " FROM range(", count, ")"))
        .status();
  });
}

}  // namespace

Uuid FactTenant() { return Uuid::Parse(kTenant).value(); }

absl::Status MakeFactTables(DuckDatabase* duck) {
  return duck->Write([](DuckWriter& writer) -> absl::Status {
    for (const analytics::Table* table : analytics::FactTables()) {
      GUANXI_RETURN_IF_ERROR(
          writer.Execute(analytics::CreateCopySql(*table, table->name)).status());
    }
    return absl::OkStatus();
  });
}

absl::Status FillOpportunities(DuckDatabase* duck, int64_t count) {
  constexpr int64_t kTwoYears = int64_t{730} * 24 * 3600;
  return Fill(duck, analytics::FactOpportunity(),
              "owner_id, department_id, customer_id, state, currency, base_currency, base_amount, "
              "lost_reason, create_time, closed_time",
              absl::StrCat(
                  IdSql("range % 50"), ", ", IdSql("range % 50 % 7"), ", ", IdSql("range % 100000"),
                  ", CASE range % 3 WHEN 0 THEN 'OPEN' WHEN 1 THEN 'WON' ELSE 'LOST' END, 'CNY', "
                  "'CNY', CAST(range % 1000000 AS DECIMAL(38,9)) / 100, "
                  "'reason ' || CAST(range % 9 AS VARCHAR), ",
                  MomentSql("2024-06-01 00:00:00", kTwoYears, count), ", CASE WHEN range % 3 > 0 ",
                  "THEN ", MomentSql("2024-07-01 00:00:00", kTwoYears, count), " END"),
              count);
}

absl::Status FillBehavior(DuckDatabase* duck, int64_t count) {
  constexpr int64_t kSeason = int64_t{90} * 24 * 3600;
  constexpr int kVisitors = 200'000;
  const std::string visitor = "'v' || CAST($0 AS VARCHAR)";
  GUANXI_RETURN_IF_ERROR(
      Fill(duck, analytics::FactBehavior(), "kind, topic, visitor, occur_time",
           absl::StrCat("CASE WHEN hash(range, 1) % 100 < 2 THEN 'TRIAL_USE' WHEN hash(range, 1) % "
                        "100 < 8 THEN 'DOWNLOAD' WHEN hash(range, 1) % 100 < 25 THEN 'CLICK' ELSE "
                        "'VISIT' END, 'topic ' || CAST(hash(range, 2) % 20 AS VARCHAR), ",
                        absl::Substitute(visitor, absl::StrCat("hash(range, 3) % ", kVisitors)),
                        ", ", MomentSql("2026-01-01 00:00:00", kSeason, count)),
           count));
  return Fill(duck, analytics::FactVisitor(), "visitor, customer_id",
              absl::StrCat(absl::Substitute(visitor, "range * 4"), ", ", IdSql("range")),
              kVisitors / 4);
}

absl::Status InNewFolder(const std::function<absl::Status(const DuckOptions&)>& body) {
  std::string folder = "/var/tmp/guanxi-bench-factsXXXXXX";
  if (mkdtemp(folder.data()) == nullptr) return absl::UnavailableError("no folder in /var/tmp");
  DuckOptions options;
  options.path = absl::StrCat(folder, "/facts.duckdb");
  options.spill_folder = absl::StrCat(folder, "/spill");
  const absl::Status done = body(options);
  std::error_code error;
  std::filesystem::remove_all(folder, error);
  return done;
}

void PrintResident(const std::string& name, const DuckOptions& options) {
  std::ifstream file("/proc/self/statm");
  int64_t size = 0, resident = 0;
  file >> size >> resident;
  Print({name, static_cast<double>(resident * kPageBytes >> 20),
         static_cast<double>(options.memory_bytes >> 20) + kBesideMegabytes, "MiB", 1,
         /*less_is_better=*/true});
}

}  // namespace guanxi::bench
