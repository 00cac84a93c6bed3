// The custom methods of guanxi.workflow.v1.ProcessInstanceService.
#ifndef GUANXI_WORKFLOW_SVC_APPROVAL_PROCESS_INSTANCE_SERVICE_H_
#define GUANXI_WORKFLOW_SVC_APPROVAL_PROCESS_INSTANCE_SERVICE_H_

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "common/db/query.h"
#include "guanxi/workflow/v1/process_instance_service.adapter.h"
#include "workflow-svc/approval/process_calls.h"
#include "workflow-svc/approval/process_store.h"

namespace guanxi::workflow {

class TrailSeal;

// Documented in the proto. Thread-safe. `calls` is not owned.
class ProcessInstanceServiceImpl : public v1::ProcessInstanceServiceMethods {
 public:
  explicit ProcessInstanceServiceImpl(const ProcessCalls* calls) : calls_(calls) {}

  using Instance = absl::StatusOr<v1::ProcessInstance>;
  using Preview = absl::StatusOr<v1::ProcessPreview>;

  Instance StartProcessInstance(const rpc::Call& call,
                                const v1::StartProcessInstanceRequest& request) override;
  Instance RequestApproval(const rpc::Call& call,
                           const v1::RequestApprovalRequest& request) override;
  Instance WithdrawProcessInstance(const rpc::Call& call,
                                   const v1::WithdrawProcessInstanceRequest& request) override;
  Instance UrgeProcessInstance(const rpc::Call& call,
                               const v1::UrgeProcessInstanceRequest& request) override;
  Instance RetryProcessInstance(const rpc::Call& call,
                                const v1::RetryProcessInstanceRequest& request) override;
  Instance TerminateProcessInstance(const rpc::Call& call,
                                    const v1::TerminateProcessInstanceRequest& request) override;
  Preview PreviewProcess(const rpc::Call& call, const v1::PreviewProcessRequest& request) override;
  Preview PreviewProcessInstance(const rpc::Call& call,
                                 const v1::PreviewProcessInstanceRequest& request) override;
  absl::StatusOr<google::api::HttpBody> DrawProcessInstance(
      const rpc::Call& call, const v1::DrawProcessInstanceRequest& request) override;
  absl::StatusOr<v1::ProcessForm> GetProcessForm(const rpc::Call& call,
                                                 const v1::GetProcessFormRequest& request) override;
  absl::StatusOr<v1::ProcessTrail> GetProcessTrail(
      const rpc::Call& call, const v1::GetProcessTrailRequest& request) override;
  absl::StatusOr<v1::ApprovalLock> GetApprovalLock(
      const rpc::Call& call, const v1::GetApprovalLockRequest& request) override;
  absl::StatusOr<v1::ApprovalLock> ReportSubjectChange(
      const rpc::Call& call, const v1::ReportSubjectChangeRequest& request) override;

 private:
  // A process as it stands, for who reads.
  struct Standing {
    v1::ProcessInstance instance;
    KeptProcess kept;
    std::shared_ptr<const Model> model;
  };
  // Works on a definition that can be started, as `request` names it.
  using OnDefinition = absl::FunctionRef<absl::Status(resource::UnitOfWork&, const Staff&,
                                                      const v1::ProcessDefinition&, const Model&)>;
  absl::Status WithActive(resource::UnitOfWork& work, const Staff& staff, const std::string& name,
                          OnDefinition body) const;
  // Has it done, if the request's etag is current. For one of the files alone.
  template <typename Request>
  Instance Act(const rpc::Call& call, const Request& request, const std::string& reason,
               bool as_administrator, const Command::What& what) const;
  // Reads in a unit of work that comes to nothing.
  absl::Status Look(const rpc::Call& call,
                    absl::FunctionRef<absl::Status(resource::UnitOfWork&)> body) const;
  absl::StatusOr<Standing> StandingIn(resource::UnitOfWork& work, const std::string& name) const;
  // The names of those about a subject that run, the outer one before those within it.
  absl::StatusOr<std::vector<std::string>> RunningOf(db::Transaction& tx, const Uuid& tenant,
                                                     const std::string& subject) const;
  // What runs is what `request` asks for, if both are of one submission and by the same form: it is
  // then the answer. Else APPROVAL_RUNNING.
  absl::Status Join(resource::UnitOfWork& work, const std::string& instance,
                    const v1::RequestApprovalRequest& request, v1::ProcessInstance* answer) const;
  // Those of them that are within the caller's reach.
  absl::StatusOr<std::set<std::string>> RunningKnownTo(const rpc::Call& call,
                                                       const std::string& subject) const;
  // Tells one of them of a change of the subject; `before` is what they had locked.
  absl::Status TellChange(resource::UnitOfWork& work, const Staff& staff,
                          const std::string& instance,
                          const v1::ReportSubjectChangeRequest& request,
                          const v1::ApprovalLock& before) const;
  // The nodes in which the caller has, or had, a task that people saw, undone ones included.
  absl::StatusOr<std::set<std::string>> NodesHad(const rpc::Call& call,
                                                 const std::string& instance) const;
  // What the rows that people see say otherwise than the state; "" if nothing does.
  absl::StatusOr<std::string> FaultInRows(resource::UnitOfWork& work, const Standing& standing,
                                          const TrailSeal& seal) const;
  absl::StatusOr<v1::ApprovalLock> LockIn(resource::UnitOfWork& work, const std::string& subject,
                                          const std::string& user) const;

  const ProcessCalls* const calls_;
};

// The statements, for the linter.
std::vector<db::Query> ProcessInstanceQueries();

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_APPROVAL_PROCESS_INSTANCE_SERVICE_H_
