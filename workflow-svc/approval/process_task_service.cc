#include "workflow-svc/approval/process_task_service.h"

#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/resource_name.h"
#include "workflow-svc/approval/process_store.h"

namespace guanxi::workflow {

using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::ProcessTask;

namespace {

int64_t KeyOf(const ProcessTask& task) {
  int64_t key = 0;
  // A copy has none: no step knows of a task 0.
  return absl::SimpleAtoi(task.key(), &key) ? key : 0;
}

}  // namespace

ProcessTaskServiceImpl::Task ProcessTaskServiceImpl::Act(const rpc::Call& call, const Asked& asked,
                                                         const std::string& opinion,
                                                         const MakeCommand& make) const {
  GUANXI_ASSIGN_OR_RETURN(const ProcessTask task, calls_->TaskInReach(call, asked.name));
  return ActOn(call, asked, task, opinion, make);
}

ProcessTaskServiceImpl::Task ProcessTaskServiceImpl::ActOn(
    const rpc::Call& call, const Asked& asked, const ProcessTask& task, const std::string& opinion,
    const MakeCommand& make, bool as_administrator) const {
  const ProcessParts& parts = calls_->parts();
  GUANXI_ASSIGN_OR_RETURN(const std::string etag, resource::StatedEtag(call, asked.etag, "etag"));
  GUANXI_ASSIGN_OR_RETURN(const std::string text, OpinionIn("opinion", opinion));
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(parts.tasks->type(), task.name(), "name"));
  GUANXI_ASSIGN_OR_RETURN(const ResourceName instance,
                          resource::ParseName(parts.instances->type(), task.instance(), "name"));
  const int64_t key = KeyOf(task);
  if (key == 0) {
    return FailedPrecondition("TASK_CLOSED", task.name(), "there is nothing to decide in a copy");
  }
  const Command::What what = make(key);
  ProcessTask answer;
  GUANXI_RETURN_IF_ERROR(calls_->Mutate(
      call, asked.request, &answer, [&](UnitOfWork& work, const Staff& staff) -> absl::Status {
        // First the instance, as whoever else acts in it does. Both are read again by the runner.
        constexpr auto kLock = resource::Lock::kExclusive;
        GUANXI_ASSIGN_OR_RETURN(const auto held,
                                work.HoldLive(*parts.instances, {instance}, kLock));
        if (held.empty()) return NotRunning(task.instance());
        GUANXI_RETURN_IF_ERROR(work.HoldLive(*parts.tasks, {name}, kLock).status());
        GUANXI_ASSIGN_OR_RETURN(const Stored row, work.Get(*parts.tasks, name));
        GUANXI_RETURN_IF_ERROR(work.CheckEtag(*parts.tasks, etag, row));
        const std::string& actor = call.principal.subject;
        const Command command{actor, as_administrator || staff.Administers(actor), what};
        GUANXI_RETURN_IF_ERROR(calls_->runner().Run(work, staff, instance, command, {key, text}));
        work.Answer(*parts.tasks, name.id, *row.message, &answer);
        return absl::OkStatus();
      }));
  return answer;
}

ProcessTaskServiceImpl::Task ProcessTaskServiceImpl::ApproveProcessTask(
    const rpc::Call& call, const v1::ApproveProcessTaskRequest& request) {
  GUANXI_RETURN_IF_ERROR(calls_->CheckTasksSeen(call));
  GUANXI_ASSIGN_OR_RETURN(const Picks picks, PicksOf(request.picks()));
  return Act(call, Of(request), request.opinion(), [&](int64_t task) -> Command::What {
    return DecideTask{task, true, ContentOf(request.content()), picks};
  });
}

ProcessTaskServiceImpl::Task ProcessTaskServiceImpl::RejectProcessTask(
    const rpc::Call& call, const v1::RejectProcessTaskRequest& request) {
  return Act(call, Of(request), request.opinion(), [](int64_t task) -> Command::What {
    return DecideTask{task, false};
  });
}

ProcessTaskServiceImpl::Task ProcessTaskServiceImpl::ReturnProcessTask(
    const rpc::Call& call, const v1::ReturnProcessTaskRequest& request) {
  return Act(call, Of(request), request.opinion(), [&](int64_t task) -> Command::What {
    return ReturnTask{task, request.node(), request.straight_back()};
  });
}

ProcessTaskServiceImpl::Task ProcessTaskServiceImpl::TransferProcessTask(
    const rpc::Call& call, const v1::TransferProcessTaskRequest& request) {
  GUANXI_RETURN_IF_ERROR(calls_->CheckTasksSeen(call));
  GUANXI_ASSIGN_OR_RETURN(const std::string user, UserIn("user", request.user()));
  return Act(call, Of(request), request.opinion(), [&](int64_t task) -> Command::What {
    return TransferTask{task, user};
  });
}

ProcessTaskServiceImpl::Task ProcessTaskServiceImpl::DelegateProcessTask(
    const rpc::Call& call, const v1::DelegateProcessTaskRequest& request) {
  GUANXI_RETURN_IF_ERROR(calls_->CheckTasksSeen(call));
  GUANXI_ASSIGN_OR_RETURN(const std::string user, UserIn("user", request.user()));
  return Act(call, Of(request), request.opinion(), [&](int64_t task) -> Command::What {
    return DelegateTask{task, user};
  });
}

ProcessTaskServiceImpl::Task ProcessTaskServiceImpl::GiveBackProcessTask(
    const rpc::Call& call, const v1::GiveBackProcessTaskRequest& request) {
  return Act(call, Of(request), request.opinion(), [&](int64_t task) -> Command::What {
    return GiveBack{task, !request.disapproves()};
  });
}

ProcessTaskServiceImpl::Task ProcessTaskServiceImpl::TakeBackProcessTask(
    const rpc::Call& call, const v1::TakeBackProcessTaskRequest& request) {
  return Act(call, Of(request), request.opinion(),
             [](int64_t task) -> Command::What { return TakeBack{task}; });
}

ProcessTaskServiceImpl::Task ProcessTaskServiceImpl::ClaimProcessTask(
    const rpc::Call& call, const v1::ClaimProcessTaskRequest& request) {
  return Act(call, Of(request), "", [](int64_t task) -> Command::What { return ClaimTask{task}; });
}

ProcessTaskServiceImpl::Task ProcessTaskServiceImpl::UnclaimProcessTask(
    const rpc::Call& call, const v1::UnclaimProcessTaskRequest& request) {
  return Act(call, Of(request), "",
             [](int64_t task) -> Command::What { return ReleaseTask{task}; });
}

}  // namespace guanxi::workflow
