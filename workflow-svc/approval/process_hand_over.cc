// What somebody leaves behind, given to somebody else: a part of ProcessTaskServiceImpl.
#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/errors/grpc.h"
#include "common/resource/environment.h"
#include "common/resource/name_fields.h"
#include "common/resource/resource_name.h"
#include "workflow-svc/approval/process_batch.h"
#include "workflow-svc/approval/process_task_service.h"

namespace guanxi::workflow {
namespace {

using resource::ResourceName;
using v1::ProcessTask;

// Tasks of one hand-over, and how many it tries.
constexpr int kMaxHandedOver = 50;
constexpr int kMaxTried = 200;

const db::Query kSelectOpen{
    "process_task.select_open",
    "SELECT id FROM process_tasks FORCE INDEX (idx_assignee_id_state_create_time) WHERE "
    "tenant_id = ? AND live = 1 AND assignee_id = ? AND state = ? ORDER BY create_time, id LIMIT "
    "?"};
const db::Query kSelectOpenOf{
    "process_task.select_open_of_definition",
    "SELECT id FROM process_tasks FORCE INDEX (idx_assignee_id_state_definition_id_create_time) "
    "WHERE tenant_id = ? AND live = 1 AND assignee_id = ? AND state = ? AND definition_id = ? "
    "ORDER BY create_time, id LIMIT ?"};
const db::Query kSelectClaimable{
    "process_task.select_claimable",
    "SELECT s.id FROM set_values s JOIN process_tasks t ON t.tenant_id = s.tenant_id AND t.id = "
    "s.id WHERE s.tenant_id = ? AND s.type = ? AND s.field = ? AND s.value = ? AND s.live = 1 AND "
    "t.live = 1 AND t.state = ? ORDER BY s.id LIMIT ?"};
const db::Query kSelectClaimableOf{
    "process_task.select_claimable_of_definition",
    "SELECT s.id FROM set_values s JOIN process_tasks t ON t.tenant_id = s.tenant_id AND t.id = "
    "s.id WHERE s.tenant_id = ? AND s.type = ? AND s.field = ? AND s.value = ? AND s.live = 1 AND "
    "t.live = 1 AND t.state = ? AND t.definition_id = ? ORDER BY s.id LIMIT ?"};

}  // namespace

absl::StatusOr<v1::HandOverProcessTasksResponse> ProcessTaskServiceImpl::HandOverProcessTasks(
    const rpc::Call& call, const v1::HandOverProcessTasksRequest& request) {
  GUANXI_RETURN_IF_ERROR(calls_->CheckTasksSeen(call));
  GUANXI_ASSIGN_OR_RETURN(const std::string from, UserIn("from_user", request.from_user()));
  GUANXI_ASSIGN_OR_RETURN(const std::string to, UserIn("to_user", request.to_user()));
  if (from == to) return InvalidField("to_user", "want somebody else");
  HandOverPlan plan{from, to, {}, request.request_id()};
  if (!request.definition().empty()) {
    const auto id = resource::ParseReference("processDefinitions",
                                             resource::CanonicalName(request.definition()));
    if (!id.ok()) return InvalidField("definition", "want processDefinitions/{uuid}");
    plan.definition = *id;
  }
  return HandOverTo(call, plan);
}

absl::StatusOr<std::vector<std::string>> ProcessTaskServiceImpl::LeftBehind(
    const rpc::Call& call, const HandOverPlan& plan) const {
  const resource::ResourceType& type = calls_->parts().tasks->type();
  GUANXI_ASSIGN_OR_RETURN(const Uuid user, resource::ParseReference("users", plan.from));
  std::vector<std::string> names;
  GUANXI_RETURN_IF_ERROR(calls_->engine().Read(call, [&](db::Transaction& tx) -> absl::Status {
    const std::string tenant(call.principal.tenant.bytes());
    const int candidates = ProcessTask::kCandidatesFieldNumber;
    std::vector<db::Value> own = {tenant, user.bytes(), int{ProcessTask::OPEN}};
    // He has asked others, whose turn it is.
    std::vector<db::Value> waiting = {tenant, user.bytes(), int{ProcessTask::WAITING}};
    std::vector<db::Value> claimable = {tenant, type.number(), candidates, user.bytes(),
                                        int{ProcessTask::OPEN}};
    const bool of_all = plan.definition.IsNil();
    names.clear();
    for (std::vector<db::Value>* values : {&own, &waiting, &claimable}) {
      if (!of_all) values->emplace_back(plan.definition.bytes());
      values->emplace_back(kMaxTried + 1);
      const db::Query& query = values != &claimable
                                   ? (of_all ? kSelectOpen : kSelectOpenOf)
                                   : (of_all ? kSelectClaimable : kSelectClaimableOf);
      GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(query, *values));
      for (const db::Row row : rows) {
        GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(0)));
        names.push_back(resource::FormatName(type, ResourceName{Uuid(), id}));
      }
    }
    return absl::OkStatus();
  }));
  return names;
}

absl::StatusOr<v1::HandOverProcessTasksResponse> ProcessTaskServiceImpl::HandOverTo(
    const rpc::Call& call, const HandOverPlan& plan) {
  GUANXI_ASSIGN_OR_RETURN(const std::vector<std::string> names, LeftBehind(call, plan));
  v1::HandOverProcessTasksResponse response;
  const size_t most = std::min<size_t>(names.size(), kMaxTried);
  size_t tried = 0;
  for (; tried < most && response.process_tasks_size() < kMaxHandedOver; ++tried) {
    const std::string& name = names[tried];
    v1::TransferProcessTaskRequest one;
    one.set_name(name);
    one.set_user(plan.to);
    if (!plan.request_id.empty()) one.set_request_id(RequestIdOf(plan.request_id, name));
    const auto given = GiveAway(call, one, plan);
    if (given.ok()) {
      response.add_process_tasks(name);
    } else if (!absl::IsNotFound(given.status())) {
      auto& failure = *response.add_failures();
      failure.mutable_process_task()->set_name(name);
      *failure.mutable_error() = ErrorOf(given.status());
    }
  }
  // Where nothing can be given, to call again leads no further.
  response.set_remaining(tried < names.size() && response.process_tasks_size() > 0);
  return response;
}

ProcessTaskServiceImpl::Task ProcessTaskServiceImpl::GiveAway(
    const rpc::Call& call, const v1::TransferProcessTaskRequest& request,
    const HandOverPlan& plan) const {
  GUANXI_ASSIGN_OR_RETURN(const ProcessTask task, calls_->SeenTask(call, request.name()));
  // With what else he has, or may claim, in that process.
  return ActOn(
      call, Of(request), task, "",
      [&](int64_t) -> Command::What {
        return HandOver{plan.from, plan.to};
      },
      /*as_administrator=*/true);
}

google::rpc::Status ErrorOf(const absl::Status& status) {
  google::rpc::Status error;
  const grpc::Status converted = ToGrpcStatus(status);
  error.ParseFromString(converted.error_details());
  error.set_code(converted.error_code());
  error.set_message(converted.error_message());
  return error;
}

std::string RequestIdOf(const std::string& request_id, const std::string& name) {
  return DeriveUuid("process_task_batch", absl::StrCat(request_id, " ", name)).ToString();
}

std::vector<db::Query> ProcessTaskQueries() {
  std::vector<db::Query> all = ProcessCountQueries();
  all.insert(all.end(), {kSelectOpen, kSelectOpenOf, kSelectClaimable, kSelectClaimableOf});
  return all;
}

}  // namespace guanxi::workflow
