// Many tasks at once: the part of ProcessTaskServiceImpl that decides and hands over.
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/errors/grpc.h"
#include "common/resource/environment.h"
#include "common/resource/name_fields.h"
#include "common/resource/resource_name.h"
#include "workflow-svc/approval/process_task_service.h"

namespace guanxi::workflow {
namespace {

using resource::ResourceName;
using resource::UnitOfWork;
using v1::ProcessTask;

constexpr int kMaxDecisions = 50;
// Tasks of one hand-over.
constexpr size_t kMaxHandedOver = 50;

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

google::rpc::Status ErrorOf(const absl::Status& status) {
  google::rpc::Status error;
  const grpc::Status converted = ToGrpcStatus(status);
  error.ParseFromString(converted.error_details());
  error.set_code(converted.error_code());
  error.set_message(converted.error_message());
  return error;
}

// A request of one of many, safe to repeat with the whole.
std::string RequestIdOf(const std::string& request_id, const std::string& name) {
  return DeriveUuid("process_task_batch", absl::StrCat(request_id, " ", name)).ToString();
}

template <typename Request>
Request RequestFor(const v1::ProcessDecision& decision, const std::string& request_id) {
  Request request;
  request.set_name(decision.name());
  request.set_opinion(decision.opinion());
  request.set_request_id(RequestIdOf(request_id, decision.name()));
  return request;
}

absl::Status CheckDecisions(const v1::BatchDecideProcessTasksRequest& request) {
  if (request.decisions().empty()) return InvalidField("decisions", "is required");
  if (request.decisions_size() > kMaxDecisions) {
    return InvalidField("decisions", absl::StrCat("want at most ", kMaxDecisions));
  }
  std::set<std::string> names;
  for (int i = 0; i < request.decisions_size(); ++i) {
    const std::string path = absl::StrCat("decisions[", i, "].");
    const auto& decision = request.decisions(i);
    if (!names.insert(resource::CanonicalName(decision.name())).second) {
      return InvalidField(path + "name", "stands twice");
    }
    GUANXI_RETURN_IF_ERROR(OpinionIn(path + "opinion", decision.opinion()).status());
  }
  if (!request.request_id().empty() && !Uuid::Parse(request.request_id()).ok()) {
    return InvalidField("request_id", "want a UUID");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::BatchDecideProcessTasksResponse> ProcessTaskServiceImpl::BatchDecideProcessTasks(
    const rpc::Call& call, const v1::BatchDecideProcessTasksRequest& request) {
  GUANXI_RETURN_IF_ERROR(calls_->CheckTasksSeen(call));
  GUANXI_RETURN_IF_ERROR(CheckDecisions(request));
  const std::string id = request.request_id().empty()
                             ? calls_->engine().environment().uuids().Next().ToString()
                             : request.request_id();
  v1::BatchDecideProcessTasksResponse response;
  for (const v1::ProcessDecision& decision : request.decisions()) {
    auto& result = *response.add_results();
    const auto decided =
        decision.approve()
            ? ApproveProcessTask(call, RequestFor<v1::ApproveProcessTaskRequest>(decision, id))
            : RejectProcessTask(call, RequestFor<v1::RejectProcessTaskRequest>(decision, id));
    if (decided.ok()) {
      *result.mutable_process_task() = *decided;
    } else {
      *result.mutable_error() = ErrorOf(decided.status());
    }
  }
  return response;
}

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

absl::StatusOr<v1::HandOverProcessTasksResponse> ProcessTaskServiceImpl::HandOverTo(
    const rpc::Call& call, const HandOverPlan& plan) {
  const ProcessParts& parts = calls_->parts();
  GUANXI_ASSIGN_OR_RETURN(const Uuid user, resource::ParseReference("users", plan.from));
  std::vector<std::string> names;
  GUANXI_RETURN_IF_ERROR(calls_->engine().Read(call, [&](db::Transaction& tx) -> absl::Status {
    const std::string tenant(call.principal.tenant.bytes());
    const int state = ProcessTask::OPEN;
    const int limit = static_cast<int>(kMaxHandedOver) + 1;
    names.clear();
    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                            plan.definition.IsNil()
                                ? tx.Select(kSelectOpen, {tenant, user.bytes(), state, limit})
                                : tx.Select(kSelectOpenOf, {tenant, user.bytes(), state,
                                                            plan.definition.bytes(), limit}));
    for (const db::Row row : rows) {
      GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(0)));
      names.push_back(resource::FormatName(parts.tasks->type(), ResourceName{Uuid(), id}));
    }
    return absl::OkStatus();
  }));
  v1::HandOverProcessTasksResponse response;
  response.set_remaining(names.size() > kMaxHandedOver);
  if (response.remaining()) names.resize(kMaxHandedOver);
  for (const std::string& name : names) {
    v1::TransferProcessTaskRequest one;
    one.set_name(name);
    one.set_user(plan.to);
    if (!plan.request_id.empty()) one.set_request_id(RequestIdOf(plan.request_id, name));
    const auto given = GiveAway(call, one);
    if (given.ok()) {
      response.add_process_tasks(name);
    } else if (!absl::IsNotFound(given.status())) {
      auto& failure = *response.add_failures();
      failure.mutable_process_task()->set_name(name);
      *failure.mutable_error() = ErrorOf(given.status());
    }
  }
  return response;
}

std::vector<db::Query> ProcessTaskQueries() {
  std::vector<db::Query> all = ProcessCountQueries();
  all.insert(all.end(), {kSelectOpen, kSelectOpenOf});
  return all;
}

}  // namespace guanxi::workflow
