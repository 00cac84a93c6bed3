// Takes one measurement of a running stack and prints its figures, a line of JSON each.
//
//   GUANXI_TOKEN=... measure --ours=HOST:PORT [--bare=HOST:PORT] DATABASE-FLAGS NAME
//
// NAME is one of those in main. bench/run knows the flags and the order that makes sense.
#include <cstdio>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/time/time.h"
#include "bench/behavior.h"
#include "bench/echo.h"
#include "bench/hot_parent.h"
#include "bench/ingest.h"
#include "bench/list_pages.h"
#include "bench/network.h"
#include "bench/point_calls.h"
#include "bench/raw_insert.h"
#include "bench/raw_select.h"
#include "bench/searches.h"
#include "bench/target.h"
#include "bench/tokens.h"
#include "bench/views.h"
#include "common/base/status_macros.h"
#include "common/db/options.h"

ABSL_FLAG(absl::Duration, round, absl::Seconds(3), "length of one round");
ABSL_FLAG(int64_t, rows, 1'000'000, "how many customers of make_customers the tenant holds");
ABSL_FLAG(std::string, scope, "", "what GUANXI_LIMITED_TOKEN sees, for the figures' names");
ABSL_FLAG(std::string, tag, "", "the tag that make_customers gave some of them");
ABSL_FLAG(std::string, order_by, "", "the order of combinations");

namespace guanxi::bench {
namespace {

absl::Status Measure(const std::string& name) {
  const absl::Duration round = absl::GetFlag(FLAGS_round);
  if (name == "echo") return MeasureEcho(round);
  if (name == "tokens") return MeasureTokens();
  GUANXI_ASSIGN_OR_RETURN(const Target target, Target::FromFlags());
  if (name == "raw_select") return MeasureRawSelect(target, round);
  if (name == "raw_insert") return MeasureRawInsert(target);
  if (name == "get") return MeasureGet(target, round);
  if (name == "rights") return MeasureRights(target, round);
  if (name == "create") return MeasureCreate(target, round);
  if (name == "create_rate") return MeasureCreateRate(target, round);
  if (name == "ingest") return MeasureIngest(target);
  if (name == "behavior") return MeasureBehavior(target);
  if (name == "network") return MeasureNetwork(target);
  if (name == "hot_parent") return MeasureHotParent(target, round);
  if (name == "lists") return MeasureLists(target, absl::GetFlag(FLAGS_tag));
  if (name == "interactions") return FillInteractions(target);
  if (name == "scoped_lists") return MeasureScopedLists(target, absl::GetFlag(FLAGS_scope));
  if (name == "scoped_searches") {
    return MeasureScopedSearches(target, absl::GetFlag(FLAGS_rows), absl::GetFlag(FLAGS_scope));
  }
  if (name == "combinations") return MeasureCombinations(target, absl::GetFlag(FLAGS_order_by));
  if (name == "cold_list") return MeasureColdList(target);
  if (name == "searches") return MeasureSearches(target, absl::GetFlag(FLAGS_rows));
  if (name == "timeline") return MeasureTimelines(target);
  if (name == "view") return MeasureViews(target);
  if (name == "recall") return MeasureRecall(target, absl::GetFlag(FLAGS_rows));
  return absl::InvalidArgumentError("no such measurement: " + name);
}

}  // namespace
}  // namespace guanxi::bench

int main(int argc, char** argv) {
  const std::vector<char*> arguments = absl::ParseCommandLine(argc, argv);
  if (arguments.size() != 2) {
    std::fprintf(stderr, "measure: one measurement is wanted\n");
    return 2;
  }
  const absl::Status status = guanxi::bench::Measure(arguments[1]);
  if (!status.ok()) std::fprintf(stderr, "measure: %s\n", status.ToString().c_str());
  return status.ok() ? 0 : 1;
}
