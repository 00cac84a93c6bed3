// Approvals in a schema of their own, without RPCs: what the rows of a process cost by themselves,
// how soon limits act that are due at once, and how soon a full inbox has its page.
#include <string>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "bench/approval_inbox.h"
#include "bench/approval_world.h"
#include "bench/crowd.h"
#include "bench/figure.h"
#include "bench/process_rows.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/rpc/server_main.h"
#include "common/timers/runner.h"
#include "workflow-svc/approval/process_timers.h"

ABSL_FLAG(int, walked, 2'000, "processes whose rows are written again");
ABSL_FLAG(int, limits, 10'000, "time limits that are due at once");

namespace guanxi::bench {
namespace {

constexpr int kPeople = 16;
constexpr int kApprovals = 2;
constexpr double kLimitSeconds = 10;
constexpr absl::Duration kLimit = absl::Hours(1);

// The limit of processes over gRPC: the rows alone, by as many at once.
absl::Status MeasureRows(const ServiceFlags& flags) {
  GUANXI_ASSIGN_OR_RETURN(const auto world, ApprovalWorld::Create(flags));
  GUANXI_ASSIGN_OR_RETURN(const std::string definition, world->Define(absl::ZeroDuration()));
  const auto count = static_cast<size_t>(absl::GetFlag(FLAGS_walked));
  GUANXI_RETURN_IF_ERROR(RateOfCrowd(kPeople, count, [&](int who, size_t) {
                           return world->Walk(who, definition, kApprovals);
                         }).status());
  GUANXI_ASSIGN_OR_RETURN(const ProcessRows rows, ProcessRows::Read(*world, count, kApprovals + 1));
  GUANXI_ASSIGN_OR_RETURN(const double raw, RateOfCrowd(kPeople, count, [&](int, size_t process) {
                            return rows.Write(*world, process);
                          }));
  Print({"rows per process with two approvals", rows.RowsEach(), 0, "rows"});
  Print({"transactions of the rows of a process alone", raw, 0, "instances/s"});
  return absl::OkStatus();
}

absl::Status MeasureLimits(const ServiceFlags& flags) {
  GUANXI_ASSIGN_OR_RETURN(const auto world, ApprovalWorld::Create(flags));
  GUANXI_ASSIGN_OR_RETURN(const std::string definition, world->Define(kLimit));
  const int count = absl::GetFlag(FLAGS_limits);
  GUANXI_RETURN_IF_ERROR(RateOfCrowd(kPeople, static_cast<size_t>(count), [&](int who, size_t) {
                           return world->Walk(who, definition, /*approvals=*/1);
                         }).status());
  // The second task of each is due; that the first one is done has taken its timer away.
  world->clock().Move(2 * kLimit);
  timers::Runner::Options options;
  options.owner = "bench";
  options.actor = "services/workflow-svc";
  auto& processes = world->processes();
  timers::Runner runner(&world->database(), &world->engine(),
                        Clocks(SystemClock(), &world->clock()), &world->timers(),
                        workflow::ProcessTimerKinds(&processes.runner, &processes.staff), options);
  const std::string approved =
      "SELECT COUNT(*) FROM process_instances WHERE tenant_id = ? AND live = 1 AND state = 2";
  const absl::Time begin = absl::Now();
  runner.Start();
  for (int64_t ended = 0; ended < count;) {
    absl::SleepFor(absl::Milliseconds(20));
    GUANXI_ASSIGN_OR_RETURN(ended, world->Count(approved));
  }
  Print({absl::StrCat(count, " time limits of approvals that are due at once"),
         absl::ToDoubleSeconds(absl::Now() - begin), kLimitSeconds, "s", 1,
         /*less_is_better=*/true});
  return absl::OkStatus();
}

absl::StatusOr<int> Run() {
  GUANXI_ASSIGN_OR_RETURN(const ServiceFlags flags, ReadServiceFlags("workflow-svc/schema"));
  if (flags.migrate) {
    GUANXI_RETURN_IF_ERROR(ApprovalWorld::Migrate(flags));
    return 0;
  }
  for (const auto measure : {MeasureRows, MeasureLimits, MeasureInbox}) {
    GUANXI_RETURN_IF_ERROR(ApprovalWorld::Empty(flags));
    GUANXI_RETURN_IF_ERROR(measure(flags));
  }
  return 0;
}

}  // namespace
}  // namespace guanxi::bench

int main(int argc, char** argv) {
  guanxi::rpc::PrepareProcess();
  absl::ParseCommandLine(argc, argv);
  const absl::StatusOr<int> code = guanxi::bench::Run();
  if (code.ok()) return *code;
  guanxi::Log(guanxi::Severity::kError, "approval_desk.failed",
              {{"error", code.status().message()}});
  return 1;
}
