#include "common/approvals/approval_client.h"

#include <grpcpp/channel.h>

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/auth/service_account.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/errors/grpc.h"
#include "common/rpc/client.h"

namespace guanxi::approvals {
namespace {

using workflow::v1::ApprovalLock;
using workflow::v1::ProcessInstance;
using workflow::v1::ProcessInstanceService;

constexpr absl::Duration kTimeout = absl::Seconds(3);

std::unique_ptr<ProcessInstanceService::Stub> StubAt(const std::string& target) {
  if (target.empty()) return nullptr;
  rpc::ClientOptions options;
  options.target = target;
  options.services = {std::string(ProcessInstanceService::service_full_name())};
  return ProcessInstanceService::NewStub(rpc::NewChannel(options));
}

absl::Status Understand(const grpc::Status& answer) {
  const absl::Status status = FromGrpcStatus(answer);
  if (status.code() == absl::StatusCode::kUnavailable ||
      status.code() == absl::StatusCode::kDeadlineExceeded) {  // of our own limit
    return Unavailable("WORKFLOW_SVC_DOWN", "workflow-svc does not answer");
  }
  return status;
}

}  // namespace

ActingToken ActingBy(ServiceAccount* account) {
  return [account](const Uuid& tenant, absl::string_view user) -> absl::StatusOr<std::string> {
    if (account == nullptr) return absl::InternalError("the service has no account of its own");
    return account->TokenFor(tenant, user);
  };
}

ApprovalClient::ApprovalClient(const std::string& target, ActingToken token)
    : instances_(StubAt(target)), token_(std::move(token)) {}

absl::StatusOr<rpc::Call> ApprovalClient::ActingFor(const rpc::Call& call) const {
  rpc::Call acting = call;
  if (!absl::StartsWith(call.principal.subject, "users/")) return acting;
  GUANXI_ASSIGN_OR_RETURN(const std::string token,
                          token_(call.principal.tenant, call.principal.subject));
  acting.authorization = absl::StrCat("Bearer ", token);
  return acting;
}

absl::Status ApprovalClient::CheckThere() const {
  if (instances_ != nullptr) return absl::OkStatus();
  return FailedPrecondition("NO_WORKFLOW_SVC", "workflow-svc",
                            "the installation has none: nobody can be asked for approval");
}

absl::StatusOr<ProcessInstance> ApprovalClient::Request(
    const rpc::Call& call, const workflow::v1::RequestApprovalRequest& request) const {
  GUANXI_RETURN_IF_ERROR(CheckThere());
  GUANXI_ASSIGN_OR_RETURN(const rpc::Call acting, ActingFor(call));
  grpc::ClientContext context;
  rpc::PrepareOnBehalf(acting, kTimeout, &context);
  ProcessInstance instance;
  GUANXI_RETURN_IF_ERROR(Understand(instances_->RequestApproval(&context, request, &instance)));
  return instance;
}

absl::StatusOr<ApprovalLock> ApprovalClient::Lock(const rpc::Call& call,
                                                  const std::string& subject) const {
  GUANXI_RETURN_IF_ERROR(CheckThere());
  GUANXI_ASSIGN_OR_RETURN(const rpc::Call acting, ActingFor(call));
  grpc::ClientContext context;
  rpc::PrepareOnBehalf(acting, kTimeout, &context);
  workflow::v1::GetApprovalLockRequest request;
  request.set_subject(subject);
  ApprovalLock lock;
  GUANXI_RETURN_IF_ERROR(Understand(instances_->GetApprovalLock(&context, request, &lock)));
  return lock;
}

}  // namespace guanxi::approvals
