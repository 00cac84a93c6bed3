// Processes of who calls: started and approved under request ids that are his to repeat.
#ifndef GUANXI_TESTS_FAULT_APPROVALS_H_
#define GUANXI_TESTS_FAULT_APPROVALS_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "guanxi/workflow/v1/process_definition_service.grpc.pb.h"
#include "guanxi/workflow/v1/process_instance_service.grpc.pb.h"
#include "guanxi/workflow/v1/process_task_service.grpc.pb.h"

namespace grpc {
class Channel;
}

namespace guanxi::fault {

// Errors of all: those of the calls, which are made once. Not thread-safe.
class Approvals {
 public:
  // After this much time the second approval is given by itself.
  static constexpr absl::Duration kLimit = absl::Hours(1);

  explicit Approvals(const std::shared_ptr<grpc::Channel>& workflow);

  // A definition, published, by which its initiator approves what he has started, then another
  // process is waited for, which ends at once, and he approves again.
  absl::StatusOr<std::string> Define() const;
  absl::StatusOr<std::string> Start(const std::string& definition,
                                    const std::string& request_id) const;
  // The only task that is open; "" if there is none.
  absl::StatusOr<std::string> OpenTask(const std::string& instance) const;
  absl::Status Approve(const std::string& task, const std::string& request_id) const;
  absl::StatusOr<bool> IsApproved(const std::string& instance) const;
  // What is not as it was written of what was done in it; "" if all is.
  absl::StatusOr<std::string> FaultOf(const std::string& instance) const;

 private:
  absl::StatusOr<std::string> Publish(const workflow::v1::ProcessModel& model) const;

  const std::unique_ptr<workflow::v1::ProcessDefinitionService::Stub> definitions_;
  const std::unique_ptr<workflow::v1::ProcessInstanceService::Stub> instances_;
  const std::unique_ptr<workflow::v1::ProcessTaskService::Stub> tasks_;
};

}  // namespace guanxi::fault

#endif  // GUANXI_TESTS_FAULT_APPROVALS_H_
