// The custom methods of guanxi.workflow.v1.ProcessDefinitionService.
#ifndef GUANXI_WORKFLOW_SVC_APPROVAL_PROCESS_DEFINITION_SERVICE_H_
#define GUANXI_WORKFLOW_SVC_APPROVAL_PROCESS_DEFINITION_SERVICE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/db/query.h"
#include "guanxi/workflow/v1/process_definition_service.adapter.h"
#include "workflow-svc/approval/process_calls.h"

namespace guanxi::workflow {

// Documented in the proto. Thread-safe. `calls` is not owned.
class ProcessDefinitionServiceImpl : public v1::ProcessDefinitionServiceMethods {
 public:
  explicit ProcessDefinitionServiceImpl(const ProcessCalls* calls) : calls_(calls) {}

  absl::StatusOr<v1::ValidateProcessDefinitionResponse> ValidateProcessDefinition(
      const rpc::Call& call, const v1::ValidateProcessDefinitionRequest& request) override;
  absl::StatusOr<v1::ProcessDefinition> PublishProcessDefinition(
      const rpc::Call& call, const v1::PublishProcessDefinitionRequest& request) override;
  absl::StatusOr<v1::DiffProcessDefinitionResponse> DiffProcessDefinition(
      const rpc::Call& call, const v1::DiffProcessDefinitionRequest& request) override;
  absl::StatusOr<v1::ProcessDefinition> CopyProcessDefinition(
      const rpc::Call& call, const v1::CopyProcessDefinitionRequest& request) override;
  absl::StatusOr<v1::ProcessDefinition> RetireProcessDefinition(
      const rpc::Call& call, const v1::RetireProcessDefinitionRequest& request) override;
  absl::StatusOr<v1::SimulateProcessDefinitionResponse> SimulateProcessDefinition(
      const rpc::Call& call, const v1::SimulateProcessDefinitionRequest& request) override;

 private:
  // As the caller sees it, whole: what depends on the draft would tell of it.
  absl::StatusOr<v1::ProcessDefinition> Seen(const rpc::Call& call, const std::string& name) const;
  absl::StatusOr<std::vector<v1::ProcessFinding>> FindingsOf(
      const rpc::Call& call, const v1::ProcessDefinition& definition) const;
  // That of a revision; of number 0 the draft.
  absl::StatusOr<v1::ProcessModel> ModelOf(const rpc::Call& call,
                                           const v1::ProcessDefinition& definition,
                                           int number) const;

  const ProcessCalls* const calls_;
};

// The statements, for the linter.
std::vector<db::Query> ProcessDefinitionQueries();

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_APPROVAL_PROCESS_DEFINITION_SERVICE_H_
