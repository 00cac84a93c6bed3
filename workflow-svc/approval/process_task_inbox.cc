// Many decisions at once: a part of ProcessTaskServiceImpl.
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/environment.h"
#include "common/resource/name_fields.h"
#include "workflow-svc/approval/process_batch.h"
#include "workflow-svc/approval/process_task_service.h"

namespace guanxi::workflow {
namespace {

constexpr int kMaxDecisions = 50;

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

}  // namespace guanxi::workflow
