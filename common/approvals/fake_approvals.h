// workflow-svc as the services that ask it for approvals see it, for tests: a gRPC server on a port
// of its own, and what its log would tell.
#ifndef GUANXI_COMMON_APPROVALS_FAKE_APPROVALS_H_
#define GUANXI_COMMON_APPROVALS_FAKE_APPROVALS_H_

#include <grpcpp/server.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/approvals/approval_client.h"
#include "common/base/mutex.h"
#include "guanxi/event/v1/log.pb.h"
#include "guanxi/workflow/v1/process_instance_service.grpc.pb.h"

namespace guanxi::approvals {

// Tokens by which a service of tests acts on somebody's behalf: "acting-users/...".
ActingToken FakeActing();
// Whether it is one of these, and for whom: `users/...`; "" else.
std::string ActedFor(absl::string_view token);

// Thread-safe. A record has one approval at a time, as there; a request that is repeated under its
// id gets the first answer, and so does who asks for the same attempt by the same form. Calls that
// are not by a token of FakeActing are refused.
class FakeApprovals : public workflow::v1::ProcessInstanceService::Service {
 public:
  FakeApprovals();
  ~FakeApprovals() override;

  const std::string& target() const { return target_; }

  // What is answered from now on instead; OK: as it should be.
  void AnswerWith(const absl::Status& status);
  // The same, but it is done all the same: the answer gets lost.
  void LoseAnswers(bool loses);
  // Called within each request, before it is answered, with the name of the instance.
  void OnRequest(std::function<void(const std::string& instance)> hook);
  // What approvals lock, and whether they go on.
  void Lock(const std::vector<std::string>& paths, bool goes_on = false);

  // The approvals that were begun, in their order.
  std::vector<workflow::v1::RequestApprovalRequest> requests();
  // That of a subject, by name; "": none runs.
  std::string InstanceOf(const std::string& subject);
  // Ends an approval that runs, and returns what the log says of it ("approval.approved").
  event::v1::LogEvent End(const std::string& instance, const std::string& fact);
  // What the log says when somebody has written to the record with his decision.
  event::v1::LogEvent Written(const std::string& instance, const std::string& path,
                              const std::string& value);
  // What it says of an approval that nobody has asked for here.
  static event::v1::LogEvent Fact(const std::string& instance, const std::string& subject,
                                  const std::string& fact, int64_t position = 1);

 private:
  // The instance that is answered, a new one where there is none. Errors: APPROVAL_RUNNING.
  absl::StatusOr<workflow::v1::ProcessInstance> InstanceFor(
      const workflow::v1::RequestApprovalRequest& request, const std::string& initiator)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  grpc::Status RequestApproval(grpc::ServerContext* context,
                               const workflow::v1::RequestApprovalRequest* request,
                               workflow::v1::ProcessInstance* response) override;
  grpc::Status GetApprovalLock(grpc::ServerContext* context,
                               const workflow::v1::GetApprovalLockRequest* request,
                               workflow::v1::ApprovalLock* response) override;

  Mutex mutex_;
  absl::Status answer_ ABSL_GUARDED_BY(mutex_);
  bool loses_ ABSL_GUARDED_BY(mutex_) = false;
  bool goes_on_ ABSL_GUARDED_BY(mutex_) = false;
  int64_t position_ ABSL_GUARDED_BY(mutex_) = 0;
  std::function<void(const std::string&)> hook_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::string> locked_ ABSL_GUARDED_BY(mutex_);
  std::vector<workflow::v1::RequestApprovalRequest> requests_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, workflow::v1::ProcessInstance> by_request_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, std::string> running_ ABSL_GUARDED_BY(mutex_);   // subject to instance
  std::map<std::string, std::string> subjects_ ABSL_GUARDED_BY(mutex_);  // instance to subject
  std::string target_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace guanxi::approvals

#endif  // GUANXI_COMMON_APPROVALS_FAKE_APPROVALS_H_
