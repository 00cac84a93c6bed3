// How long a funnel of behaviour takes over many events, as the report makes it.
#include <cstdint>
#include <iostream>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "analytics-svc/engine/duck_database.h"
#include "analytics-svc/reports/behavior_funnel_report.h"
#include "analytics-svc/reports/report_call.h"
#include "analytics-svc/reports/report_context.h"
#include "bench/figure.h"
#include "bench/made_facts.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/filter/moment.h"
#include "common/policy/rights.h"
#include "common/rpc/call.h"
#include "google/protobuf/text_format.h"

ABSL_FLAG(int64_t, events, 10'000'000, "events of behaviour that funnels go over");
ABSL_FLAG(int, rounds, 10, "times that each funnel is made");

namespace guanxi::bench {
namespace {

using analytics::DuckDatabase;
using analytics::DuckOptions;

constexpr double kMaxSeconds = 1;
constexpr char kPeriod[] =
    "window {seconds: 604800} period {first_day {year: 2026 month: 1 day: 1} last_day {year: "
    "2026 month: 3 day: 31}} ";

struct Funnel {
  const char* name;
  double limit;  // seconds; 0: it stands beside the other for orientation
  const char* steps;
};
constexpr Funnel kFunnels[] = {
    {"visits of a topic, its clicks, downloads, trial uses", kMaxSeconds,
     "steps {kind: 'VISIT' topic: 'topic 3'} steps {kind: 'CLICK' topic: 'topic 3'} steps {kind: "
     "'DOWNLOAD'} steps {kind: 'TRIAL_USE'}"},
    {"all visits, clicks, downloads, trial uses", 0,
     "steps {kind: 'VISIT'} steps {kind: 'CLICK'} steps {kind: 'DOWNLOAD'} steps {kind: "
     "'TRIAL_USE'}"},
};

absl::StatusOr<std::vector<double>> Time(DuckDatabase* duck, const Funnel& funnel) {
  analytics::v1::GetBehaviorFunnelRequest request;
  if (!google::protobuf::TextFormat::ParseFromString(absl::StrCat(kPeriod, funnel.steps),
                                                     &request)) {
    return absl::InternalError("a funnel that is none");
  }
  analytics::ReportContext context;
  context.engine = duck;
  context.moment_of = [](const Uuid&) { return filter::Moment(); };
  context.watermark_of = [](const rpc::Call&) { return analytics::v1::Watermark(); };
  rpc::Call call;
  call.principal.tenant = FactTenant();
  call.principal.rights = policy::AllRights();
  const analytics::ReportCall report_call(&context, &call);
  std::vector<double> seconds;
  for (int round = -1; round < absl::GetFlag(FLAGS_rounds); ++round) {  // the first one warms up
    const absl::Time begin = absl::Now();
    GUANXI_ASSIGN_OR_RETURN(const auto report,
                            analytics::MakeBehaviorFunnelReport(report_call, request));
    if (round >= 0) seconds.push_back(absl::ToDoubleSeconds(absl::Now() - begin));
    if (report.steps_size() != request.steps_size())
      return absl::InternalError("steps are missing");
  }
  return seconds;
}

absl::Status Measure(const DuckOptions& options) {
  GUANXI_ASSIGN_OR_RETURN(const auto duck, DuckDatabase::Open(options));
  const int64_t events = absl::GetFlag(FLAGS_events);
  GUANXI_RETURN_IF_ERROR(MakeFactTables(duck.get()));
  GUANXI_RETURN_IF_ERROR(FillBehavior(duck.get(), events));
  for (const Funnel& funnel : kFunnels) {
    GUANXI_ASSIGN_OR_RETURN(const std::vector<double> seconds, Time(duck.get(), funnel));
    Print({absl::StrCat("funnel over ", events, " events: ", funnel.name, ", p95"),
           Percentile(seconds, 0.95), funnel.limit, "s", funnel.limit > 0 ? 1.0 : 0.0,
           /*less_is_better=*/true});
  }
  PrintResident(absl::StrCat("funnel over ", events, " events: resident memory after it"), options);
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
