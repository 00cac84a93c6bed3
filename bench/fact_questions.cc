// How long questions to 10 million facts take, in the process that has their copy.
#include <stdlib.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "analytics-svc/engine/duck_database.h"
#include "analytics-svc/engine/duck_options.h"
#include "analytics-svc/facts/tables.h"
#include "analytics-svc/replica/replica_schema.h"
#include "analytics-svc/semantic/query_compiler.h"
#include "bench/figure.h"
#include "common/base/uuid.h"
#include "common/policy/rights.h"
#include "google/protobuf/text_format.h"

namespace guanxi::bench {
namespace {

using analytics::DuckDatabase;
using analytics::DuckWriter;

constexpr int64_t kFacts = 10'000'000;
constexpr int kRounds = 20;
constexpr double kMaxMillis = 300;

const char kTenant[] = "0196b0a0-0000-7000-8000-000000000001";

struct Question {
  const char* name;
  const char* query;
};
constexpr Question kQuestions[] = {
    {"won and lost by owner",
     "measures: 'opportunities.won_amount' measures: 'opportunities.win_rate' dimensions: "
     "'opportunities.owner'"},
    {"amount by month of a year, in Shanghai",
     "measures: 'opportunities.amount' time_zone: 'Asia/Shanghai' time_dimensions {dimension: "
     "'opportunities.create_time' granularity: 'month' date_range {from: '2025-01-01' to: "
     "'2025-12-31'}}"},
    {"losses by reason",
     "measures: 'opportunities.count' dimensions: 'opportunities.lost_reason' filters {member: "
     "'opportunities.state' operator: EQUALS values: 'LOST'}"},
    {"sales cycle by week",
     "measures: 'opportunities.sales_cycle' time_dimensions {dimension: "
     "'opportunities.closed_time' granularity: 'week'}"},
};

void Demand(const absl::Status& status) {
  if (status.ok()) return;
  std::cerr << status << "\n";
  std::exit(1);
}

// 50 owners in 7 departments, two years, a third each open, won and lost.
void Fill(DuckDatabase* duck) {
  const analytics::Table& table = analytics::FactOpportunity();
  const std::string id = "CAST('00000000-0000-0000-0000-' || LPAD(CAST(range % ";
  Demand(duck->Write([&](DuckWriter& writer) -> absl::Status {
    if (auto made = writer.Execute(analytics::CreateCopySql(table, table.name)); !made.ok()) {
      return made.status();
    }
    const std::string sql = absl::StrCat(
        "INSERT INTO ", table.name,
        " (tenant_id, id, live, owner_id, department_id, customer_id, state, base_amount, "
        "lost_reason, create_time, closed_time) SELECT CAST('",
        kTenant, "' AS UUID), uuid(), 1, ", id, "50 AS VARCHAR), 12, '0') AS UUID), ", id,
        "7 AS VARCHAR), 12, '0') AS UUID), ", id, "100000 AS VARCHAR), 12, '0') AS UUID), ",
        "CASE range % 3 WHEN 0 THEN 'OPEN' WHEN 1 THEN 'WON' ELSE 'LOST' END, ",
        "CAST(range % 1000000 AS DECIMAL(38,9)) / 100, 'reason ' || CAST(range % 9 AS VARCHAR), ",
        "TIMESTAMP '2024-06-01 00:00:00' + INTERVAL (range % 60000000) SECOND, ",
        "CASE WHEN range % 3 > 0 THEN TIMESTAMP '2024-07-01 00:00:00' + INTERVAL (range % "
        "60000000) SECOND END FROM range(",
        kFacts, ")");
    return writer.Execute(sql).status();
  }));
}

analytics::CompiledQuery Compile(const Question& question) {
  analytics::v1::Query query;
  if (!google::protobuf::TextFormat::ParseFromString(question.query, &query)) std::abort();
  analytics::QueryContext context;
  context.principal.tenant = Uuid::Parse(kTenant).value();
  context.principal.rights = policy::AllRights();
  context.now = absl::Now();
  auto compiled = analytics::CompileQuery(query, context);
  Demand(compiled.status());
  return std::move(compiled->front());
}

void Measure(const std::string& folder) {
  analytics::DuckOptions options;
  options.path = absl::StrCat(folder, "/facts.duckdb");
  options.spill_folder = absl::StrCat(folder, "/spill");
  auto duck = DuckDatabase::Open(options);
  Demand(duck.status());
  Fill(duck->get());
  for (const Question& question : kQuestions) {
    const analytics::CompiledQuery compiled = Compile(question);
    std::vector<double> millis;
    for (int round = 0; round < kRounds; ++round) {
      const absl::Time begin = absl::Now();
      Demand((*duck)->Run(compiled.query, {}).status());
      millis.push_back(absl::ToDoubleMilliseconds(absl::Now() - begin));
    }
    Print({absl::StrCat("10 M facts: ", question.name, ", p95"), Percentile(millis, 0.95),
           kMaxMillis, "ms", 1, /*less_is_better=*/true});
  }
}

}  // namespace
}  // namespace guanxi::bench

int main() {
  std::string folder = "/var/tmp/guanxi-bench-factsXXXXXX";
  if (mkdtemp(folder.data()) == nullptr) return 1;
  guanxi::bench::Measure(folder);
  std::error_code error;
  std::filesystem::remove_all(folder, error);
  return 0;
}
