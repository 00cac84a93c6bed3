// What services ask workflow-svc about approvals of their records.
#ifndef GUANXI_COMMON_APPROVALS_APPROVAL_CLIENT_H_
#define GUANXI_COMMON_APPROVALS_APPROVAL_CLIENT_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/uuid.h"
#include "common/rpc/call.h"
#include "guanxi/workflow/v1/process_instance_service.grpc.pb.h"

namespace guanxi {
class ServiceAccount;
}

namespace guanxi::approvals {

// A token by which the service acts on behalf of a user (ServiceAccount::TokenFor).
using ActingToken =
    std::function<absl::StatusOr<std::string>(const Uuid& tenant, absl::string_view user)>;
// By the account of the service, which is not owned; null: INTERNAL, it has none.
ActingToken ActingBy(ServiceAccount* account);

// What a record holds workflow-svc believes of the service that has it, and of nobody else: every
// call is the service's on behalf of the caller, who is asked for his rights as well; of a program,
// for which nobody is asked, the caller's own. It takes at most 3 s within the deadline of `call`,
// and is not to be made while a transaction is open. Thread-safe.
//
// Errors of all: those of the methods, of `token`, and
//   UNAVAILABLE          WORKFLOW_SVC_DOWN  it does not answer; it may have heard
//   FAILED_PRECONDITION  NO_WORKFLOW_SVC    there is none
class ApprovalClient {
 public:
  // `target` is the gRPC target of workflow-svc; "": there is none.
  ApprovalClient(const std::string& target, ActingToken token);

  // Whether there is a workflow-svc at all: FAILED_PRECONDITION, NO_WORKFLOW_SVC.
  absl::Status CheckThere() const;

  absl::StatusOr<workflow::v1::ProcessInstance> Request(
      const rpc::Call& call, const workflow::v1::RequestApprovalRequest& request) const;
  absl::StatusOr<workflow::v1::ApprovalLock> Lock(const rpc::Call& call,
                                                  const std::string& subject) const;

 private:
  // The call that is made for this one.
  absl::StatusOr<rpc::Call> ActingFor(const rpc::Call& call) const;

  const std::unique_ptr<workflow::v1::ProcessInstanceService::Stub> instances_;  // null: none
  const ActingToken token_;
};

}  // namespace guanxi::approvals

#endif  // GUANXI_COMMON_APPROVALS_APPROVAL_CLIENT_H_
