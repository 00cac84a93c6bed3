// How long questions to many facts take, in the process that has their copy: out of the facts, out
// of the sums that are kept beside them, and by DuckDB alone.
#include <cstdint>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "analytics-svc/engine/duck_database.h"
#include "analytics-svc/replica/rollup_tables.h"
#include "analytics-svc/semantic/answer.h"
#include "analytics-svc/semantic/query_compiler.h"
#include "bench/bare_duck.h"
#include "bench/figure.h"
#include "bench/made_facts.h"
#include "common/base/status_macros.h"
#include "common/policy/rights.h"
#include "google/protobuf/text_format.h"

ABSL_FLAG(int64_t, facts, 10'000'000, "opportunities that questions go over");
ABSL_FLAG(int, rounds, 20, "times that each question is asked");

namespace guanxi::bench {
namespace {

using analytics::CompiledQuery;
using analytics::DuckDatabase;
using analytics::DuckOptions;

constexpr double kMaxMillis = 300;
constexpr double kMaxRollupMillis = 50;
constexpr double kMinShare = 0.7;

struct Question {
  const char* name;
  bool has_rollup;
  const char* query;
};
constexpr Question kQuestions[] = {
    {"won and lost by owner", true,
     "measures: 'opportunities.won_amount' measures: 'opportunities.win_rate' dimensions: "
     "'opportunities.owner'"},
    {"amount by month of a year, in Shanghai", true,
     "measures: 'opportunities.amount' time_zone: 'Asia/Shanghai' time_dimensions {dimension: "
     "'opportunities.create_time' granularity: 'month' date_range {from: '2025-01-01' to: "
     "'2025-12-31'}}"},
    {"amount won by department and week, in Shanghai", true,
     "measures: 'opportunities.won_amount' time_zone: 'Asia/Shanghai' dimensions: "
     "'opportunities.department' time_dimensions {dimension: 'opportunities.closed_time' "
     "granularity: 'week'}"},
    {"losses by reason", false,
     "measures: 'opportunities.count' dimensions: 'opportunities.lost_reason' filters {member: "
     "'opportunities.state' operator: EQUALS values: 'LOST'}"},
    {"sales cycle by week", false,
     "measures: 'opportunities.sales_cycle' time_dimensions {dimension: "
     "'opportunities.closed_time' granularity: 'week'}"},
};

absl::StatusOr<CompiledQuery> Compile(const Question& question, bool has_rollups) {
  analytics::v1::Query query;
  if (!google::protobuf::TextFormat::ParseFromString(question.query, &query)) {
    return absl::InternalError("a question that is none");
  }
  analytics::QueryContext context;
  context.principal.tenant = FactTenant();
  context.principal.rights = policy::AllRights();
  context.now = absl::Now();
  context.currency = "CNY";
  context.has_rollups = has_rollups;
  GUANXI_ASSIGN_OR_RETURN(auto compiled, analytics::CompileQuery(query, context));
  return std::move(compiled.front());
}

// What a question's times are, and what it was answered.
struct Timed {
  std::vector<double> millis;
  std::string answer;
};

// As the service does it, but for the call. The first round is not timed: it reads the file.
absl::StatusOr<Timed> TimeOurs(DuckDatabase* duck, const Question& question, bool has_rollups) {
  Timed timed;
  for (int round = -1; round < absl::GetFlag(FLAGS_rounds); ++round) {
    const absl::Time begin = absl::Now();
    GUANXI_ASSIGN_OR_RETURN(const CompiledQuery compiled, Compile(question, has_rollups));
    GUANXI_ASSIGN_OR_RETURN(const analytics::SqlResult result, duck->Run(compiled.query, {}));
    const auto answer = analytics::ReadAnswer(compiled, result, "en");
    const double millis = absl::ToDoubleMilliseconds(absl::Now() - begin);
    if (round >= 0) timed.millis.push_back(millis);
    timed.answer = answer.SerializeAsString();
  }
  return timed;
}

absl::StatusOr<std::vector<double>> TimeBare(BareDuck* duck, const Question& question) {
  GUANXI_ASSIGN_OR_RETURN(const CompiledQuery compiled, Compile(question, /*has_rollups=*/false));
  std::vector<double> millis;
  for (int round = -1; round < absl::GetFlag(FLAGS_rounds); ++round) {
    const absl::Time begin = absl::Now();
    GUANXI_RETURN_IF_ERROR(duck->Run(compiled.query));
    if (round >= 0) millis.push_back(absl::ToDoubleMilliseconds(absl::Now() - begin));
  }
  return millis;
}

std::string Named(const std::string& what) {
  return absl::StrCat(absl::GetFlag(FLAGS_facts), " facts: ", what);
}

// Out of the rollups; what they say has to be what the facts say.
absl::Status MeasureRollup(DuckDatabase* duck, const Question& question, const Timed& by_facts) {
  if (!question.has_rollup) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const CompiledQuery compiled, Compile(question, /*has_rollups=*/true));
  if (compiled.query.name != "analytics.run_rollup_query") {
    return absl::InternalError("no rollup takes the question");
  }
  GUANXI_ASSIGN_OR_RETURN(const Timed timed, TimeOurs(duck, question, /*has_rollups=*/true));
  if (timed.answer != by_facts.answer) return absl::InternalError("a rollup says otherwise");
  Print({Named(absl::StrCat(question.name, ", by a rollup, p95")), Percentile(timed.millis, 0.95),
         kMaxRollupMillis, "ms", 1, /*less_is_better=*/true});
  return absl::OkStatus();
}

absl::Status MakeRollups(DuckDatabase* duck) {
  const absl::Time begin = absl::Now();
  GUANXI_RETURN_IF_ERROR(duck->Write(analytics::OpenRollups));
  Print({Named("rollups made of them"), absl::ToDoubleSeconds(absl::Now() - begin), 0, "s"});
  GUANXI_ASSIGN_OR_RETURN(
      const analytics::SqlResult rows,
      duck->Run({"bench.rollup_rows", "SELECT COUNT(*) FROM rollup_opportunity_created_days", {}},
                {}));
  Print({Named("rows of the rollup by day, owner, department and stage"),
         static_cast<double>(rows.Int64(0, 0)), 0, "rows"});
  return absl::OkStatus();
}

// The times of each question out of the facts.
absl::StatusOr<std::vector<std::vector<double>>> MeasureOurs(const DuckOptions& options) {
  GUANXI_ASSIGN_OR_RETURN(const auto duck, DuckDatabase::Open(options));
  GUANXI_RETURN_IF_ERROR(MakeFactTables(duck.get()));
  GUANXI_RETURN_IF_ERROR(FillOpportunities(duck.get(), absl::GetFlag(FLAGS_facts)));
  GUANXI_RETURN_IF_ERROR(MakeRollups(duck.get()));
  std::vector<std::vector<double>> all;
  for (const Question& question : kQuestions) {
    GUANXI_ASSIGN_OR_RETURN(Timed timed, TimeOurs(duck.get(), question, /*has_rollups=*/false));
    Print({Named(absl::StrCat(question.name, ", p95")), Percentile(timed.millis, 0.95), kMaxMillis,
           "ms", 1, /*less_is_better=*/true});
    GUANXI_RETURN_IF_ERROR(MeasureRollup(duck.get(), question, timed));
    all.push_back(std::move(timed.millis));
  }
  PrintResident(Named("resident memory after them"), options);
  return all;
}

absl::Status Measure(const DuckOptions& options) {
  GUANXI_ASSIGN_OR_RETURN(const auto ours, MeasureOurs(options));
  GUANXI_ASSIGN_OR_RETURN(const auto bare, BareDuck::Open(options));
  for (size_t i = 0; i < ours.size(); ++i) {
    GUANXI_ASSIGN_OR_RETURN(const std::vector<double> alone, TimeBare(bare.get(), kQuestions[i]));
    Print({Named(absl::StrCat(kQuestions[i].name, ", against DuckDB alone")), Median(ours[i]),
           Median(alone), "ms", kMinShare, /*less_is_better=*/true});
  }
  return absl::OkStatus();
}

}  // namespace
}  // namespace guanxi::bench

int main(int argc, char** argv) {
  absl::ParseCommandLine(argc, argv);
  const absl::Status status = guanxi::bench::InNewFolder(guanxi::bench::Measure);
  if (status.ok()) return 0;
  std::cerr << status << "\n";
  return 1;
}
