// What services ask workflow-svc about approvals of their records.
#ifndef GUANXI_COMMON_APPROVALS_APPROVAL_CLIENT_H_
#define GUANXI_COMMON_APPROVALS_APPROVAL_CLIENT_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "guanxi/workflow/v1/process_instance_service.grpc.pb.h"

namespace guanxi::approvals {

// Every call has the caller's own token, takes at most 3 s within the deadline of `call`, and is
// not to be made while a transaction is open. Thread-safe.
//
// Errors of all: those of the methods, and
//   UNAVAILABLE          WORKFLOW_SVC_DOWN  it does not answer; it may have heard
//   FAILED_PRECONDITION  NO_WORKFLOW_SVC    there is none
class ApprovalClient {
 public:
  // `target` is the gRPC target of workflow-svc; "": there is none.
  explicit ApprovalClient(const std::string& target);

  // Whether there is a workflow-svc at all: FAILED_PRECONDITION, NO_WORKFLOW_SVC.
  absl::Status CheckThere() const;

  absl::StatusOr<workflow::v1::ProcessInstance> Request(
      const rpc::Call& call, const workflow::v1::RequestApprovalRequest& request) const;
  absl::StatusOr<workflow::v1::ApprovalLock> Lock(const rpc::Call& call,
                                                  const std::string& subject) const;

 private:
  const std::unique_ptr<workflow::v1::ProcessInstanceService::Stub> instances_;  // null: none
};

}  // namespace guanxi::approvals

#endif  // GUANXI_COMMON_APPROVALS_APPROVAL_CLIENT_H_
