// Approvals in a schema of their own, without RPCs: what the rows of a process cost by themselves,
// how soon limits act that are due at once, and how soon a full inbox has its page.
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "bench/approval_world.h"
#include "bench/crowd.h"
#include "bench/figure.h"
#include "bench/process_rows.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/rpc/server_main.h"
#include "common/timers/runner.h"
#include "guanxi/workflow/v1/process_task_service.pb.h"
#include "workflow-svc/approval/process_timers.h"

ABSL_FLAG(int, walked, 2'000, "processes whose rows are written again");
ABSL_FLAG(int, limits, 10'000, "time limits that are due at once");
ABSL_FLAG(int, tasks, 1'000'000, "tasks of all people");
ABSL_FLAG(int, own, 10'000, "open tasks of the one whose inbox is listed");

namespace guanxi::bench {
namespace {

using workflow::v1::ListProcessTasksResponse;
using workflow::v1::ProcessTask;

constexpr int kPeople = 16;
constexpr int kApprovals = 2;
constexpr int kBatch = 2000;
constexpr int kPages = 500;
constexpr int kPagesInARow = 20;
constexpr double kInboxMillis = 20;
constexpr double kLimitSeconds = 10;
constexpr absl::Duration kLimit = absl::Hours(1);

const db::InsertQuery kInsertTask{
    "bench.insert_task",
    "INSERT INTO process_tasks (tenant_id, id, version, live, instance_id, definition_id, "
    "assignee_id, state, due_time, complete_time, read_time, create_time, body, personal) VALUES "};

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

// Tasks of a hundred people besides the one whose inbox it is, most of them done.
absl::Status FillInboxes(const ApprovalWorld& world) {
  const int own = absl::GetFlag(FLAGS_own);
  const int count = absl::GetFlag(FLAGS_tasks);
  ProcessTask task;
  task.set_title("灵动传媒的合同审批");
  task.set_node("legal");
  task.set_node_title("法务审批");
  const std::string body = task.SerializeAsString();
  const absl::Time now = absl::Now();
  std::vector<std::vector<db::Value>> rows;
  for (int i = 0; i < count; ++i) {
    const bool is_own = i % (count / own) == 0;
    const bool is_open = is_own || i % 10 == 1;
    const absl::Time came = now - absl::Hours(24 * 365) + absl::Seconds(30) * i;
    rows.push_back({world.tenant().bytes(), DeriveUuid("task", absl::StrCat(i)).bytes(), 1, true,
                    DeriveUuid("instance", absl::StrCat(i / 2)).bytes(),
                    DeriveUuid("definition", absl::StrCat(i % 20)).bytes(),
                    ApprovalWorld::UserId(is_own ? 0 : 1 + i % 100).bytes(), is_open ? 1 : 2,
                    is_open ? db::Value(came + absl::Hours(24)) : db::Value(),
                    is_open ? db::Value() : db::Value(came + absl::Hours(2)), db::Value(), came,
                    body, ""});
    if (rows.size() < kBatch && i + 1 < count) continue;
    GUANXI_RETURN_IF_ERROR(world.database().ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) {
      return tx.InsertRows(kInsertTask, rows).status();
    }));
    rows.clear();
  }
  return absl::OkStatus();
}

// p99 in milliseconds of calls one after the other.
absl::StatusOr<double> P99(const std::function<absl::Status(int)>& call) {
  std::vector<double> millis;
  for (int i = 0; i < kPages; ++i) {
    const absl::Time begin = absl::Now();
    GUANXI_RETURN_IF_ERROR(call(i));
    millis.push_back(absl::ToDoubleMilliseconds(absl::Now() - begin));
  }
  return Percentile(millis, 0.99);
}

absl::Status MeasureInbox(const ServiceFlags& flags) {
  GUANXI_ASSIGN_OR_RETURN(const auto world, ApprovalWorld::Create(flags));
  GUANXI_RETURN_IF_ERROR(FillInboxes(*world));
  const rpc::Call call = world->CallOf(0);
  const std::string of = absl::StrCat(" of ", absl::GetFlag(FLAGS_own), " tasks among ",
                                      absl::GetFlag(FLAGS_tasks), ", p99");
  for (const char* const order : {"create_time desc", "due_time"}) {
    workflow::v1::ListProcessTasksRequest request;
    request.set_filter(
        absl::StrCat("assignee = \"", call.principal.subject, "\" AND state = OPEN"));
    request.set_order_by(order);
    GUANXI_ASSIGN_OR_RETURN(
        const double listed, P99([&](int i) -> absl::Status {
          if (i % kPagesInARow == 0) request.clear_page_token();
          GUANXI_ASSIGN_OR_RETURN(
              const auto page,
              world->catalog().Of<ProcessTask>().List<ListProcessTasksResponse>(call, request));
          if (page.process_tasks_size() != 50) {
            return absl::InternalError("want a whole page");
          }
          request.set_page_token(page.next_page_token());
          return absl::OkStatus();
        }));
    Print({absl::StrCat("inbox by ", order, of), listed, kInboxMillis, "ms", 1,
           /*less_is_better=*/true});
  }
  GUANXI_ASSIGN_OR_RETURN(const double counted, P99([&](int) {
                            return world->processes()
                                .tasks
                                .CountProcessTasks(call, workflow::v1::CountProcessTasksRequest())
                                .status();
                          }));
  Print({absl::StrCat("counts of the inbox", of), counted, kInboxMillis, "ms", 1,
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
