// The custom method of guanxi.workflow.v1.ProcessCommentService.
#ifndef GUANXI_WORKFLOW_SVC_APPROVAL_PROCESS_COMMENT_SERVICE_H_
#define GUANXI_WORKFLOW_SVC_APPROVAL_PROCESS_COMMENT_SERVICE_H_

#include "absl/status/statusor.h"
#include "guanxi/workflow/v1/process_comment_service.adapter.h"
#include "workflow-svc/approval/process_calls.h"

namespace guanxi::workflow {

// Documented in the proto. Thread-safe. `calls` is not owned.
class ProcessCommentServiceImpl : public v1::ProcessCommentServiceMethods {
 public:
  explicit ProcessCommentServiceImpl(const ProcessCalls* calls) : calls_(calls) {}

  absl::StatusOr<v1::ProcessComment> AddProcessComment(
      const rpc::Call& call, const v1::AddProcessCommentRequest& request) override;

 private:
  const ProcessCalls* const calls_;
};

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_APPROVAL_PROCESS_COMMENT_SERVICE_H_
