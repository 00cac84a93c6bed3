// What the services of processes have in common: who sees what, and commands as transactions.
#ifndef GUANXI_WORKFLOW_SVC_APPROVAL_PROCESS_CALLS_H_
#define GUANXI_WORKFLOW_SVC_APPROVAL_PROCESS_CALLS_H_

#include <map>
#include <memory>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/resource/catalog.h"
#include "common/resource/engine.h"
#include "common/rpc/call.h"
#include "google/protobuf/map.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "guanxi/workflow/v1/process_content.pb.h"
#include "guanxi/workflow/v1/process_instance.pb.h"
#include "guanxi/workflow/v1/process_task.pb.h"
#include "workflow-svc/approval/process_runner.h"
#include "workflow-svc/approval/staff.h"

namespace guanxi::workflow {

// What is said with a decision, in bytes.
inline constexpr size_t kMaxOpinion = 2048;

// The same call with all rights, for what follows from it: tasks of others, the process itself.
// Whoever uses it has asked before what the caller sees, and the step says what he may do.
rpc::Call WithAllRights(const rpc::Call& call);

// Notes as they are stored. INVALID_FIELD, naming `path`, if it is longer than kMaxOpinion.
absl::StatusOr<std::string> OpinionIn(absl::string_view path, const std::string& stated);

// What is stated in a request, as the step takes it; names of users in canonical form.
ProcessContent ContentOf(const google::protobuf::Map<std::string, v1::ProcessValue>& stated);
// INVALID_FIELD where a node stands twice, or a name is none.
absl::StatusOr<Picks> PicksOf(const google::protobuf::RepeatedPtrField<v1::ProcessPicked>& stated);

// A process is somebody's: FAILED_PRECONDITION, PEOPLE_ONLY, for programs.
absl::Status CheckPerson(const rpc::Call& call);
// What a record holds is for its service to say: PERMISSION_DENIED, SERVICES_ONLY, for all but
// services of the installation that act on somebody's behalf.
absl::Status CheckService(const rpc::Call& call);
// The caller's department; "": none.
std::string DepartmentOf(const rpc::Call& call);

// The canonical name of a user. INVALID_FIELD, naming `path`, if it is none.
absl::StatusOr<std::string> UserIn(absl::string_view path, const std::string& stated);

// Thread-safe. Nothing is owned.
class ProcessCalls {
 public:
  ProcessCalls(const resource::Engine* engine, const resource::Catalog* catalog,
               const ProcessRunner* runner, StaffBook* staff)
      : engine_(engine), catalog_(catalog), runner_(runner), staff_(staff) {}

  const resource::Engine& engine() const { return *engine_; }
  const resource::Catalog& catalog() const { return *catalog_; }
  const ProcessRunner& runner() const { return *runner_; }
  const ProcessParts& parts() const { return runner_->parts(); }

  // Whatever a command answers, or refuses, tells of `state` and the like: PERMISSION_DENIED,
  // FIELD_NOT_ALLOWED, for who does not see those. To be asked first.
  absl::Status CheckTasksSeen(const rpc::Call& call) const;
  absl::Status CheckInstancesSeen(const rpc::Call& call) const;
  absl::Status CheckDefinitionsSeen(const rpc::Call& call) const;

  // As the caller sees them; NOT_FOUND if he does not. With those checks.
  absl::StatusOr<v1::ProcessTask> SeenTask(const rpc::Call& call, const std::string& name) const;
  // The same, or another's in a process that the caller sees, as who could have claimed it does: he
  // learns from the step who was first. What he may do with it the step says.
  absl::StatusOr<v1::ProcessTask> TaskInReach(const rpc::Call& call, const std::string& name) const;
  absl::StatusOr<v1::ProcessInstance> SeenInstance(const rpc::Call& call,
                                                   const std::string& name) const;

  absl::StatusOr<std::shared_ptr<const Staff>> StaffFor(const rpc::Call& call) const {
    return staff_->Of(call.principal.tenant, call.deadline);
  }

  // Runs `body` with all rights in the transaction of `request`, which fills `*answer`.
  using Body = absl::FunctionRef<absl::Status(resource::UnitOfWork&, const Staff&)>;
  absl::Status Mutate(const rpc::Call& call, const google::protobuf::Message& request,
                      google::protobuf::Message* answer, Body body) const;

 private:
  const resource::Engine* const engine_;
  const resource::Catalog* const catalog_;
  const ProcessRunner* const runner_;
  StaffBook* const staff_;
};

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_APPROVAL_PROCESS_CALLS_H_
