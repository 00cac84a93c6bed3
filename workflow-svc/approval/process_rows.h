// What the state of a process says of its resources: the instance and its tasks.
//
// Pure: no I/O, no clock.
#ifndef GUANXI_WORKFLOW_SVC_APPROVAL_PROCESS_ROWS_H_
#define GUANXI_WORKFLOW_SVC_APPROVAL_PROCESS_ROWS_H_

#include <string>

#include "guanxi/workflow/v1/process_instance.pb.h"
#include "guanxi/workflow/v1/process_task.pb.h"
#include "workflow-svc/process/model.h"
#include "workflow-svc/process/process_state.pb.h"

namespace guanxi::workflow {

// Users that an instance's `participants` hold at most.
inline constexpr int kMaxParticipants = 1000;

// Whether people have something to see of a task: it is open, or was decided. One that has a row
// already keeps it whatever becomes of it.
bool HasRow(const process::Task& task);

// Sets what the state says of a task; null: it was undone. The rest is the instance's.
void FillTask(const Model& model, const process::ProcessState& state, const process::Task* task,
              v1::ProcessTask* row);

// Sets what the state says of the instance, participants included: whoever has a task to do is
// among them, and where there are too many those make room first who came first and have nothing to
// do. A title it has already stays.
void FillInstance(const Model& model, const process::ProcessState& state,
                  v1::ProcessInstance* instance);

// The model's title with `{{initiator}}` (`initiator`: what people call him) and the ids of fields
// between braces filled in, cut at 256 bytes. What any node hides is left out.
std::string TitleOf(const Model& model, const process::ProcessState& state,
                    const std::string& initiator);

// Of the values of fields that show the subject, or, without one, of all; see
// ProcessInstance.content_hash.
std::string HashOfContent(const Model& model, const process::ProcessState& state, bool has_subject);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_APPROVAL_PROCESS_ROWS_H_
