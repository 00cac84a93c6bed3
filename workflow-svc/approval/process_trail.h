// What was done in a process, step by step, sealed so that changes in the database are found out.
//
// Each step is sealed over the one before, and what there is after the last one as a whole, with a
// key that the database does not have. Whoever writes into the rows without it cannot change a
// step, add one or take one out, nor where the process stands. What cannot be seen: that a process
// was put back to an earlier moment with everything there was then; its facts in the log say so.
//
// Pure: no I/O, no clock. Thread-safe.
#ifndef GUANXI_WORKFLOW_SVC_APPROVAL_PROCESS_TRAIL_H_
#define GUANXI_WORKFLOW_SVC_APPROVAL_PROCESS_TRAIL_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "workflow-svc/approval/stored_process.pb.h"
#include "workflow-svc/process/command.h"

namespace guanxi::workflow {

// The seals of one process: another one's do not fit it.
class TrailSeal {
 public:
  // `service_key` never changes (resource::Environment::blind_index_key).
  TrailSeal(absl::string_view service_key, const Uuid& tenant, const Uuid& instance);

  // Of a step, its own seal left out, behind the one before ("": there is none).
  std::string OfStep(absl::string_view before, const approval::TrailStep& step) const;
  // Of where the process stands and all that is kept with it, `state_seal` left out.
  std::string OfWhole(const approval::StoredProcess& process) const;
  // Of what was said with a task: it tells nobody what it was.
  std::string OfText(int64_t task, absl::string_view text) const;

 private:
  const std::string key_;
};

// What was done, as the trail has it.
struct DoneCommand {
  const Command& command;
  int64_t task = 0;  // of the state; 0: it is about the instance
  absl::string_view text = {};
  absl::Time time;
  absl::string_view content_hash = {};  // as ProcessInstance has it afterwards
};

// Has the process stand where `after` says, and notes the step that has led there. A timer that has
// changed nothing but timers (a reminder) is no step.
void NoteStep(const TrailSeal& seal, const DoneCommand& done, const process::ProcessState& after,
              approval::StoredProcess* process);

// Seals what is kept; the last thing before it is stored.
void SealWhole(const TrailSeal& seal, approval::StoredProcess* process);

// What is not as it was written: "" if all is.
std::string FaultOf(const TrailSeal& seal, const approval::StoredProcess& process);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_APPROVAL_PROCESS_TRAIL_H_
