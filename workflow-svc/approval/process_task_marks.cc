// Signers, drafts and read marks: a part of ProcessTaskServiceImpl.
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/resource_name.h"
#include "workflow-svc/approval/process_task_service.h"
#include "workflow-svc/sla/sla_time.h"

namespace guanxi::workflow {

using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::ProcessTask;

namespace {

absl::Status NotYours(const std::string& name) {
  return Error(absl::StatusCode::kPermissionDenied, "NOT_YOUR_TASK",
               absl::StrCat(name, " is somebody else's"));
}

}  // namespace

ProcessTaskServiceImpl::Task ProcessTaskServiceImpl::AddProcessTaskSigners(
    const rpc::Call& call, const v1::AddProcessTaskSignersRequest& request) {
  GUANXI_RETURN_IF_ERROR(calls_->CheckTasksSeen(call));
  using Request = v1::AddProcessTaskSignersRequest;
  AddSigners add;
  if (request.users().empty()) return InvalidField("users", "is required");
  for (int i = 0; i < request.users_size(); ++i) {
    GUANXI_ASSIGN_OR_RETURN(std::string user,
                            UserIn(absl::StrCat("users[", i, "]"), request.users(i)));
    add.users.push_back(std::move(user));
  }
  if (request.position() == Request::BEFORE) {
    add.where = AddSigners::Where::kBefore;
  } else if (request.position() == Request::AFTER) {
    add.where = AddSigners::Where::kAfter;
  } else if (request.position() != Request::BESIDE) {
    return InvalidField("position", "want BEFORE, AFTER or BESIDE");
  }
  return Act(call, Of(request), request.opinion(), [&](int64_t task) -> Command::What {
    add.task = task;
    return add;
  });
}

ProcessTaskServiceImpl::Task ProcessTaskServiceImpl::RemoveProcessTaskSigner(
    const rpc::Call& call, const v1::RemoveProcessTaskSignerRequest& request) {
  // It is somebody else's: the step says whether it was the caller who added it.
  GUANXI_ASSIGN_OR_RETURN(const ProcessTask seen, calls_->TaskInReach(call, request.name()));
  return ActOn(call, Of(request), seen, "",
               [](int64_t task) -> Command::What { return RemoveSigner{task}; });
}

absl::Status ProcessTaskServiceImpl::ChangeOwn(UnitOfWork& work, const std::string& path,
                                               const std::string& name, const std::string& etag,
                                               const Change& change, ProcessTask* answer) const {
  const resource::Resource& tasks = *calls_->parts().tasks;
  GUANXI_ASSIGN_OR_RETURN(const ResourceName parsed, resource::ParseName(tasks.type(), name, path));
  GUANXI_ASSIGN_OR_RETURN(const Stored row, work.Get(tasks, parsed));
  GUANXI_RETURN_IF_ERROR(work.CheckEtag(tasks, etag, row));
  ProcessTask next = static_cast<const ProcessTask&>(*row.message);
  if (next.assignee() != work.principal().subject) return NotYours(name);
  change(work.now(), &next);
  GUANXI_RETURN_IF_ERROR(work.Update(tasks, row, &next).status());
  work.Answer(tasks, parsed.id, next, answer);
  return absl::OkStatus();
}

ProcessTaskServiceImpl::Task ProcessTaskServiceImpl::SaveProcessTaskDraft(
    const rpc::Call& call, const v1::SaveProcessTaskDraftRequest& request) {
  GUANXI_ASSIGN_OR_RETURN(const ProcessTask task, calls_->SeenTask(call, request.name()));
  GUANXI_ASSIGN_OR_RETURN(const std::string text, OpinionIn("draft", request.draft()));
  GUANXI_ASSIGN_OR_RETURN(const std::string etag,
                          resource::StatedEtag(call, request.etag(), "etag"));
  ProcessTask answer;
  GUANXI_RETURN_IF_ERROR(
      calls_->Mutate(call, request, &answer, [&](UnitOfWork& work, const Staff&) -> absl::Status {
        bool is_open = true;
        GUANXI_RETURN_IF_ERROR(ChangeOwn(
            work, "name", task.name(), etag,
            [&](absl::Time, ProcessTask* next) {
              is_open = next->state() == ProcessTask::OPEN || next->state() == ProcessTask::WAITING;
              next->set_draft(text);
            },
            &answer));
        if (is_open) return absl::OkStatus();
        return FailedPrecondition("TASK_CLOSED", task.name(), "the task has ended");
      }));
  return answer;
}

absl::StatusOr<v1::MarkProcessTasksReadResponse> ProcessTaskServiceImpl::MarkProcessTasksRead(
    const rpc::Call& call, const v1::MarkProcessTasksReadRequest& request) {
  GUANXI_RETURN_IF_ERROR(calls_->CheckTasksSeen(call));
  if (request.names().empty()) return InvalidField("names", "is required");
  if (request.names_size() > 200) return InvalidField("names", "want at most 200");
  const resource::Resource& tasks = *calls_->parts().tasks;
  std::set<ResourceName> names;
  v1::BatchGetProcessTasksRequest seen;
  for (int i = 0; i < request.names_size(); ++i) {
    const std::string path = absl::StrCat("names[", i, "]");
    GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                            resource::ParseName(tasks.type(), request.names(i), path));
    if (!names.insert(name).second) return InvalidField(path, "stands twice");
    seen.add_names(request.names(i));
  }
  seen.mutable_read_mask()->add_paths("name");
  GUANXI_RETURN_IF_ERROR(calls_->catalog()
                             .Of<ProcessTask>()
                             .BatchGet<v1::BatchGetProcessTasksResponse>(call, seen)
                             .status());
  v1::MarkProcessTasksReadResponse response;
  GUANXI_RETURN_IF_ERROR(
      calls_->Mutate(call, request, &response, [&](UnitOfWork& work, const Staff&) -> absl::Status {
        GUANXI_RETURN_IF_ERROR(work.HoldLive(tasks, names, resource::Lock::kExclusive).status());
        response.mutable_process_tasks()->Reserve(request.names_size());
        for (int i = 0; i < request.names_size(); ++i) {
          GUANXI_RETURN_IF_ERROR(ChangeOwn(
              work, absl::StrCat("names[", i, "]"), request.names(i), "",
              [](absl::Time now, ProcessTask* next) {
                if (!next->has_read_time()) *next->mutable_read_time() = ToTimestamp(now);
              },
              response.add_process_tasks()));
        }
        return absl::OkStatus();
      }));
  return response;
}

}  // namespace guanxi::workflow
