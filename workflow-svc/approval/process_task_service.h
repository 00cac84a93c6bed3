// The custom methods of guanxi.workflow.v1.ProcessTaskService: what people do with their tasks.
#ifndef GUANXI_WORKFLOW_SVC_APPROVAL_PROCESS_TASK_SERVICE_H_
#define GUANXI_WORKFLOW_SVC_APPROVAL_PROCESS_TASK_SERVICE_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/db/query.h"
#include "google/protobuf/message.h"
#include "guanxi/workflow/v1/process_task_service.adapter.h"
#include "workflow-svc/approval/process_calls.h"

namespace guanxi::workflow {

// Documented in the proto. Thread-safe. `calls` is not owned.
class ProcessTaskServiceImpl : public v1::ProcessTaskServiceMethods {
 public:
  explicit ProcessTaskServiceImpl(const ProcessCalls* calls) : calls_(calls) {}

  template <typename T>
  using Answer = absl::StatusOr<T>;
  using Task = Answer<v1::ProcessTask>;

  Task ApproveProcessTask(const rpc::Call& call,
                          const v1::ApproveProcessTaskRequest& request) override;
  Task RejectProcessTask(const rpc::Call& call,
                         const v1::RejectProcessTaskRequest& request) override;
  Task ReturnProcessTask(const rpc::Call& call,
                         const v1::ReturnProcessTaskRequest& request) override;
  Task TransferProcessTask(const rpc::Call& call,
                           const v1::TransferProcessTaskRequest& request) override;
  Task DelegateProcessTask(const rpc::Call& call,
                           const v1::DelegateProcessTaskRequest& request) override;
  Task GiveBackProcessTask(const rpc::Call& call,
                           const v1::GiveBackProcessTaskRequest& request) override;
  Task TakeBackProcessTask(const rpc::Call& call,
                           const v1::TakeBackProcessTaskRequest& request) override;
  Task ClaimProcessTask(const rpc::Call& call, const v1::ClaimProcessTaskRequest& request) override;
  Task UnclaimProcessTask(const rpc::Call& call,
                          const v1::UnclaimProcessTaskRequest& request) override;
  Task AddProcessTaskSigners(const rpc::Call& call,
                             const v1::AddProcessTaskSignersRequest& request) override;
  Task RemoveProcessTaskSigner(const rpc::Call& call,
                               const v1::RemoveProcessTaskSignerRequest& request) override;
  Task SaveProcessTaskDraft(const rpc::Call& call,
                            const v1::SaveProcessTaskDraftRequest& request) override;
  Answer<v1::MarkProcessTasksReadResponse> MarkProcessTasksRead(
      const rpc::Call& call, const v1::MarkProcessTasksReadRequest& request) override;
  Answer<v1::BatchDecideProcessTasksResponse> BatchDecideProcessTasks(
      const rpc::Call& call, const v1::BatchDecideProcessTasksRequest& request) override;
  Answer<v1::HandOverProcessTasksResponse> HandOverProcessTasks(
      const rpc::Call& call, const v1::HandOverProcessTasksRequest& request) override;
  Answer<v1::CountProcessTasksResponse> CountProcessTasks(
      const rpc::Call& call, const v1::CountProcessTasksRequest& request) override;

 private:
  // The command that is made of the id that the task has in its state.
  using MakeCommand = std::function<Command::What(int64_t task)>;
  // What a command is about, of whichever request.
  struct Asked {
    const google::protobuf::Message& request;
    const std::string& name;
    const std::string& etag;
  };
  template <typename Request>
  static Asked Of(const Request& request) {
    return {request, request.name(), request.etag()};
  }
  // Has it done by the caller, in one transaction, if the etag is current.
  Task Act(const rpc::Call& call, const Asked& asked, const std::string& opinion,
           const MakeCommand& make) const;
  // The same of a task whose visibility was looked at; `as_administrator`: by whoever it is.
  Task ActOn(const rpc::Call& call, const Asked& asked, const v1::ProcessTask& task,
             const std::string& opinion, const MakeCommand& make,
             bool as_administrator = false) const;
  // Changes what is the assignee's alone, without a step.
  using Change = std::function<void(absl::Time now, v1::ProcessTask*)>;
  absl::Status ChangeOwn(resource::UnitOfWork& work, const std::string& path,
                         const std::string& name, const std::string& etag, const Change& change,
                         v1::ProcessTask* answer) const;

  // What a hand-over was asked for.
  struct HandOverPlan {
    std::string from, to;
    Uuid definition;  // nil: of all
    std::string request_id;
  };
  Answer<v1::HandOverProcessTasksResponse> HandOverTo(const rpc::Call& call,
                                                      const HandOverPlan& plan);
  // The names of what he has to decide, and may claim; one more than are tried, if there are.
  absl::StatusOr<std::vector<std::string>> LeftBehind(const rpc::Call& call,
                                                      const HandOverPlan& plan) const;
  // Gives one task away as an administrator does, and all that is his in its process.
  Task GiveAway(const rpc::Call& call, const v1::TransferProcessTaskRequest& request,
                const HandOverPlan& plan) const;

  const ProcessCalls* const calls_;
};

// The statements, for the linter.
std::vector<db::Query> ProcessTaskQueries();
std::vector<db::Query> ProcessCountQueries();  // those of them that count

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_APPROVAL_PROCESS_TASK_SERVICE_H_
