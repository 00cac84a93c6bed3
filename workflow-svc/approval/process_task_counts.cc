// How much lies in an inbox: a part of ProcessTaskServiceImpl.
#include <string>
#include <vector>

#include "common/base/status_macros.h"
#include "common/resource/environment.h"
#include "common/resource/resource_name.h"
#include "workflow-svc/approval/process_task_service.h"

namespace guanxi::workflow {
namespace {

using v1::ProcessTask;

const db::Query kCountOfState{
    "process_task.count_of_state",
    "SELECT COUNT(*) FROM (SELECT 1 FROM process_tasks FORCE INDEX "
    "(idx_assignee_id_state_create_time) WHERE tenant_id = ? AND live = 1 AND assignee_id = ? AND "
    "state = ? LIMIT 10001) AS some"};
const db::Query kCountOverdue{
    "process_task.count_overdue",
    "SELECT COUNT(*) FROM (SELECT 1 FROM process_tasks FORCE INDEX "
    "(idx_assignee_id_state_due_time) WHERE tenant_id = ? AND live = 1 AND assignee_id = ? AND "
    "state = ? AND due_time < ? LIMIT 10001) AS some"};
const db::Query kCountUnread{
    "process_task.count_unread",
    "SELECT COUNT(*) FROM (SELECT 1 FROM process_tasks FORCE INDEX (idx_process_tasks_unread) "
    "WHERE tenant_id = ? AND live = 1 AND assignee_id = ? AND state = ? AND read_time IS NULL "
    "LIMIT 10001) AS some"};
const db::Query kCountClaimable{
    "process_task.count_claimable",
    "SELECT COUNT(*) FROM (SELECT 1 FROM set_values WHERE tenant_id = ? AND type = ? AND "
    "field = ? AND value = ? AND live = 1 LIMIT 10001) AS some"};
const db::Query kCountRunning{
    "process_instance.count_running",
    "SELECT COUNT(*) FROM (SELECT 1 FROM process_instances FORCE INDEX "
    "(idx_initiator_id_state_create_time) WHERE tenant_id = ? AND live = 1 AND initiator_id = ? "
    "AND state = ? LIMIT 10001) AS some"};

absl::StatusOr<int> Count(db::Transaction& tx, const db::Query& query,
                          std::vector<db::Value> values) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(query, values));
  return static_cast<int>(rows[0].Int64(0));
}

}  // namespace

absl::StatusOr<v1::CountProcessTasksResponse> ProcessTaskServiceImpl::CountProcessTasks(
    const rpc::Call& call, const v1::CountProcessTasksRequest&) {
  const ProcessParts& parts = calls_->parts();
  GUANXI_RETURN_IF_ERROR(calls_->CheckTasksSeen(call));
  GUANXI_RETURN_IF_ERROR(calls_->CheckInstancesSeen(call));
  v1::CountProcessTasksResponse counts;
  const auto user = resource::ParseReference("users", call.principal.subject);
  // A program has no inbox.
  if (!user.ok()) return counts;
  const absl::Time now = calls_->engine().environment().business_clock()->Now();
  const int candidates = ProcessTask::kCandidatesFieldNumber;
  GUANXI_RETURN_IF_ERROR(calls_->engine().Read(call, [&](db::Transaction& tx) -> absl::Status {
    const std::string tenant(call.principal.tenant.bytes());
    const std::string id(user->bytes());
    const int open = ProcessTask::OPEN;
    GUANXI_ASSIGN_OR_RETURN(const int all, Count(tx, kCountOfState, {tenant, id, open}));
    GUANXI_ASSIGN_OR_RETURN(const int late, Count(tx, kCountOverdue, {tenant, id, open, now}));
    GUANXI_ASSIGN_OR_RETURN(const int unread,
                            Count(tx, kCountUnread, {tenant, id, int{ProcessTask::COPIED}}));
    GUANXI_ASSIGN_OR_RETURN(
        const int claimable,
        Count(tx, kCountClaimable, {tenant, parts.tasks->type().number(), candidates, id}));
    GUANXI_ASSIGN_OR_RETURN(
        const int running,
        Count(tx, kCountRunning, {tenant, id, int{v1::ProcessInstance::RUNNING}}));
    counts.set_open(all);
    counts.set_overdue(late);
    counts.set_unread_copies(unread);
    counts.set_claimable(claimable);
    counts.set_running(running);
    return absl::OkStatus();
  }));
  return counts;
}

std::vector<db::Query> ProcessCountQueries() {
  return {kCountOfState, kCountOverdue, kCountUnread, kCountClaimable, kCountRunning};
}

}  // namespace guanxi::workflow
