#include "bench/approval_inbox.h"

#include <functional>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "bench/approval_world.h"
#include "bench/crowd.h"
#include "bench/figure.h"
#include "common/base/status_macros.h"
#include "guanxi/workflow/v1/process_instance.pb.h"
#include "guanxi/workflow/v1/process_task_service.pb.h"

ABSL_FLAG(int, tasks, 1'000'000, "tasks of all people, each of a process that waits");
ABSL_FLAG(int, own, 10'000, "open tasks of the one whose inbox is listed");

namespace guanxi::bench {
namespace {

using workflow::v1::ListProcessTasksResponse;
using workflow::v1::ProcessTask;
using Rows = std::vector<std::vector<db::Value>>;

constexpr int kPeople = 16;
constexpr int kOwner = 63;  // who walks nothing
constexpr int kApprovals = 2;
constexpr size_t kWalks = 2000;
constexpr size_t kBatch = 2000;
constexpr size_t kStateBytes = 300;
constexpr int kPages = 500;
constexpr int kPagesInARow = 20;
constexpr double kInboxMillis = 20;

const db::InsertQuery kInsertTask{
    "bench.insert_task",
    "INSERT INTO process_tasks (tenant_id, id, version, live, instance_id, definition_id, "
    "assignee_id, state, due_time, complete_time, read_time, create_time, body, personal) VALUES "};
const db::InsertQuery kInsertInstance{
    "bench.insert_instance",
    "INSERT INTO process_instances (tenant_id, id, version, live, definition_id, subject, "
    "initiator_id, department_id, state, create_time, body, personal) VALUES "};
const db::InsertQuery kInsertState{
    "bench.insert_state", "INSERT INTO process_states (tenant_id, id, version, body) VALUES "};

// Tasks of a hundred people besides the one whose inbox it is, most of them done, each of another
// process that waits.
absl::Status FillInboxes(const ApprovalWorld& world) {
  const int own = absl::GetFlag(FLAGS_own);
  const int count = absl::GetFlag(FLAGS_tasks);
  ProcessTask task;
  task.set_title("灵动传媒的合同审批");
  task.set_node("legal");
  task.set_node_title("法务审批");
  const std::string body = task.SerializeAsString();
  const absl::Time now = absl::Now();
  workflow::v1::ProcessInstance instance;
  instance.set_title(task.title());
  const std::string instance_body = instance.SerializeAsString();
  Rows tasks, instances, states;
  for (int i = 0; i < count; ++i) {
    const bool is_own = i % (count / own) == 0;
    const bool is_open = is_own || i % 10 == 1;
    const absl::Time came = now - absl::Hours(24 * 365) + absl::Seconds(30) * i;
    const Uuid process = DeriveUuid("instance", absl::StrCat(i));
    const Uuid definition = DeriveUuid("definition", absl::StrCat(i % 20));
    instances.push_back({world.tenant().bytes(), process.bytes(), 1, true, definition.bytes(), "",
                         ApprovalWorld::UserId(100 + i % 100).bytes(), db::Value(), 1, came,
                         instance_body, ""});
    states.push_back({world.tenant().bytes(), process.bytes(), 1, std::string(kStateBytes, 's')});
    tasks.push_back({world.tenant().bytes(), DeriveUuid("task", absl::StrCat(i)).bytes(), 1, true,
                     process.bytes(), definition.bytes(),
                     ApprovalWorld::UserId(is_own ? kOwner : 100 + i % 100).bytes(),
                     is_open ? 1 : 2, is_open ? db::Value(came + absl::Hours(24)) : db::Value(),
                     is_open ? db::Value() : db::Value(came + absl::Hours(2)), db::Value(), came,
                     body, ""});
    if (tasks.size() < kBatch && i + 1 < count) continue;
    GUANXI_RETURN_IF_ERROR(
        world.database().ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
          GUANXI_RETURN_IF_ERROR(tx.InsertRows(kInsertInstance, instances).status());
          GUANXI_RETURN_IF_ERROR(tx.InsertRows(kInsertState, states).status());
          return tx.InsertRows(kInsertTask, tasks).status();
        }));
    for (Rows* const rows : {&tasks, &instances, &states}) rows->clear();
  }
  return absl::OkStatus();
}

absl::StatusOr<double> WalksPerSecond(ApprovalWorld* world, const std::string& definition) {
  return RateOfCrowd(kPeople, kWalks,
                     [&](int who, size_t) { return world->Walk(who, definition, kApprovals); });
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

absl::Status MeasureLists(ApprovalWorld* world) {
  const rpc::Call call = world->CallOf(kOwner);
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
          if (page.process_tasks().empty()) {
            return absl::InternalError("want a page");
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

}  // namespace

absl::Status MeasureInbox(const ServiceFlags& flags) {
  GUANXI_ASSIGN_OR_RETURN(const auto world, ApprovalWorld::Create(flags));
  GUANXI_ASSIGN_OR_RETURN(const std::string definition, world->Define(absl::ZeroDuration()));
  GUANXI_ASSIGN_OR_RETURN(const double alone, WalksPerSecond(world.get(), definition));
  GUANXI_RETURN_IF_ERROR(FillInboxes(*world));
  GUANXI_RETURN_IF_ERROR(MeasureLists(world.get()));
  GUANXI_ASSIGN_OR_RETURN(const double beside, WalksPerSecond(world.get(), definition));
  Print({absl::StrCat("processes beside ", absl::GetFlag(FLAGS_tasks), " that wait against none"),
         beside, alone, "instances/s", 0.9});
  return absl::OkStatus();
}

}  // namespace guanxi::bench
