// Runs processes: reads one, has the step decide, and stores what came of it, within a unit of
// work.
#ifndef GUANXI_WORKFLOW_SVC_APPROVAL_PROCESS_RUNNER_H_
#define GUANXI_WORKFLOW_SVC_APPROVAL_PROCESS_RUNNER_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/uuid.h"
#include "common/resource/resource.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "common/timers/timers.h"
#include "google/protobuf/map.h"
#include "guanxi/workflow/v1/process_instance.pb.h"
#include "guanxi/workflow/v1/process_task.pb.h"
#include "workflow-svc/approval/model_book.h"
#include "workflow-svc/approval/process_store.h"
#include "workflow-svc/approval/staff.h"
#include "workflow-svc/process/changes.h"
#include "workflow-svc/process/step.h"

namespace guanxi::workflow {

// Timers of processes. Keys begin with the id of the instance: "<uuid>/<timer of the state>";
// "<uuid>/<pass>" of what is told to the instance once something that it waits for has ended.
inline constexpr char kProcessTimer[] = "process";
inline constexpr char kProcessChildTimer[] = "process_child";
inline constexpr char kProcessCancelTimer[] = "process_cancel";
inline constexpr char kProcessTriggerTimer[] = "process_trigger";

// What processes stand on. Nothing is owned.
struct ProcessParts {
  const resource::Resource* definitions = nullptr;
  const resource::Resource* revisions = nullptr;
  const resource::Resource* instances = nullptr;
  const resource::Resource* tasks = nullptr;
  const resource::Resource* comments = nullptr;
  const resource::Resource* delegations = nullptr;
  const resource::Resource* policies = nullptr;
  const resource::Resource* calendars = nullptr;
  timers::Timers* timers = nullptr;
};

// Who is started, by what.
struct NewProcess {
  Uuid id;  // nil: a new one
  std::string definition;
  int revision = 0;
  std::string subject;     // "": about its form alone
  std::string policy;      // "": none
  std::string initiator;   // `users/{user}`
  std::string department;  // "": none
  StartProcess start;
  // Of one that another one has started.
  Uuid parent;
  int64_t parent_pass = 0;
  bool parent_waits = false;
  bool is_apart = false;  // see StoredProcess
  // Of an approval; see StoredProcess.
  std::string attempt, form_hash;
  // How many the same command has started besides it: it counts itself. Null: it is the first.
  int* started = nullptr;
};

// What somebody says with a command.
struct Said {
  int64_t task = 0;  // of the state; 0: it is about the instance
  std::string text;
};

// Thread-safe. The unit of work must have all rights: who may do what is for the step to say, and
// what follows touches records of many. Errors of all: those of the unit of work and of Step.
class ProcessRunner {
 public:
  explicit ProcessRunner(const ProcessParts& parts) : parts_(parts), models_(parts.revisions) {}

  const ProcessParts& parts() const { return parts_; }
  const ModelBook& models() const { return models_; }

  // Starts one; `*instance` becomes what was stored.
  absl::Status Start(resource::UnitOfWork& work, const Staff& staff, const NewProcess& process,
                     v1::ProcessInstance* instance) const;

  // Has `command` done. The instance is held from here to the end, so that of two commands one
  // comes after the other and is decided by what the first has left.
  absl::Status Run(resource::UnitOfWork& work, const Staff& staff,
                   const resource::ResourceName& instance, const Command& command,
                   const Said& said = {}) const;

  // What the step goes by at this moment; `directory` must outlive it.
  //   FAILED_PRECONDITION  WORK_CALENDAR_GONE  of one that starts: the model's calendar was deleted
  enum class Stage { kStarts, kRuns };
  absl::StatusOr<Surroundings> SurroundingsIn(resource::UnitOfWork& work, const Model& model,
                                              const Directory* directory, Stage stage) const;
  StaffDirectory DirectoryIn(resource::UnitOfWork& work, const Staff& staff,
                             const std::string& definition) const;
  // For Surroundings.may_start of `instance`, which goes by `model`; all must outlive it. What
  // reading fails with is `*failed`, to be asked afterwards.
  std::function<absl::Status(const process::ProcessState&, const Effect&)> MayStartIn(
      resource::UnitOfWork& work, const Staff& staff, const Model& model,
      const v1::ProcessInstance& instance, absl::Status* failed) const;

 private:
  // A step that was made, about to be stored.
  struct Made {
    resource::UnitOfWork& work;
    const Staff& staff;
    const Model& model;
    Uuid id;                        // of the instance
    v1::ProcessInstance* instance;  // as it will be stored
    KeptProcess* kept;              // its state is that of before
    const StepResult& result;
    const Said& said;
    int* started;       // how many processes the command has started within others
    int64_t timer = 0;  // that has fired by it, and is armed no more
  };

  // The working time of the model's calendar as it is now.
  absl::StatusOr<SlaTime> TimeIn(resource::UnitOfWork& work, const Model& model, Stage stage) const;
  absl::StatusOr<StepResult> Decide(resource::UnitOfWork& work, const Staff& staff,
                                    const Model& model, const v1::ProcessInstance& instance,
                                    const process::ProcessState& state,
                                    const Command& command) const;
  // Stores where the process stands now, with its trail.
  absl::Status Keep(const Made& made, const Command& command) const;
  absl::Status StoreTasks(const Made& made) const;
  // Takes the rows of several tasks by one statement.
  absl::Status HoldRows(const Made& made, const std::vector<TaskChange>& changes) const;
  absl::Status StoreTask(const Made& made, int64_t key, const process::Task* task) const;
  absl::Status AddTask(const Made& made, v1::ProcessTask task, Uuid* id) const;
  absl::Status StoreTimers(const Made& made) const;
  absl::Status DoEffects(const Made& made) const;
  absl::Status DoEffect(const Made& made, const Effect& effect) const;
  absl::Status SendCopies(const Made& made, const Effect& effect) const;
  // What people have written to the subject, by path: for the record's service, or for the process
  // that waits for this one.
  using Written = google::protobuf::Map<std::string, v1::ProcessValue>;
  absl::Status WriteSubject(const Made& made, const Written& written) const;
  // What was written within the process that has ended; `done` gets what the model's fields show.
  absl::StatusOr<Written> TakeWritten(resource::UnitOfWork& work, const Model& model,
                                      const KeptProcess& kept, SubProcessDone* done) const;
  // As the process within is started, by one that is there and active.
  absl::StatusOr<NewProcess> ChildOf(resource::UnitOfWork& work, const Model& model,
                                     const v1::ProcessInstance& instance,
                                     const process::ProcessState& state,
                                     const Effect& effect) const;
  // Whether the step would let it start.
  absl::Status TryChild(resource::UnitOfWork& work, const Staff& staff,
                        const NewProcess& child) const;
  absl::Status StartChild(const Made& made, const Effect& effect) const;
  absl::Status CancelChild(const Made& made, const Effect& effect) const;
  absl::Status Arm(const Made& made, const char* kind, int64_t key, const std::string& payload,
                   const Uuid* of = nullptr) const;
  // Says that it has ended to whoever waits: the parent, the log.
  absl::Status TellEnd(const Made& made, const resource::Stored& row) const;

  const ProcessParts parts_;
  const ModelBook models_;
};

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_APPROVAL_PROCESS_RUNNER_H_
