// What happens where people approve or handle: tasks, turns, results. For the parts of the step
// alone.
#ifndef GUANXI_WORKFLOW_SVC_PROCESS_WORK_H_
#define GUANXI_WORKFLOW_SVC_PROCESS_WORK_H_

#include <cstdint>
#include <string>
#include <vector>

#include "workflow-svc/process/run.h"

namespace guanxi::workflow {

// Finds the people of the node, and asks them. Of a start node that was sent back to, the
// initiator.
void ArriveAtWork(Run* run, int64_t token);

// Sends copies to the people of a cc node, to each once for the same content.
void CopyToPeople(Run* run, int64_t token);

// Notes what somebody has decided, or, `decider` empty, time has. A delegate only advises.
void Decide(Run* run, process::Task* task, bool approves, const std::string& decider);

// Opens the tasks of a pass whose turn it is, lets the others wait, and goes on if that was the
// last word.
void Settle(Run* run, int64_t pass);

// A new task of the token's node, without anybody yet; it waits until Settle.
process::Task* AddTask(Run* run, int64_t pass);

// Whether he has, or had, a say in that pass.
bool IsSigner(Run* run, int64_t pass, const std::string& user);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_PROCESS_WORK_H_
