// What each command does. For the step alone; what is refused is noted in the run.
#ifndef GUANXI_WORKFLOW_SVC_PROCESS_COMMANDS_H_
#define GUANXI_WORKFLOW_SVC_PROCESS_COMMANDS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/errors/errors.h"
#include "workflow-svc/process/command.h"
#include "workflow-svc/process/run.h"

namespace guanxi::workflow {

// The start, and what decides: decisions.cc.
void Do(Run* run, const Command& command, const StartProcess& start);
void Do(Run* run, const Command& command, const DecideTask& decide);
void Do(Run* run, const Command& command, const ReturnTask& back);
void Do(Run* run, const Command& command, const GiveBack& give);
void Do(Run* run, const Command& command, const TakeBack& take);

// Who has a task: assignments.cc, hand_over.cc.
void Do(Run* run, const Command& command, const TransferTask& transfer);
void Do(Run* run, const Command& command, const DelegateTask& delegate);
void Do(Run* run, const Command& command, const AddSigners& add);
void Do(Run* run, const Command& command, const RemoveSigner& remove);
void Do(Run* run, const Command& command, const ClaimTask& claim);
void Do(Run* run, const Command& command, const ReleaseTask& release);
void Do(Run* run, const Command& command, const PersonLeft& left);
void Do(Run* run, const Command& command, const HandOver& hand_over);

// The process as a whole, and what comes from outside of it: occasions.cc.
void Do(Run* run, const Command& command, const Withdraw& withdraw);
void Do(Run* run, const Command& command, const Urge& urge);
void Do(Run* run, const Command& command, const FireTimer& fire);
void Do(Run* run, const Command& command, const TriggerDone& done);
void Do(Run* run, const Command& command, const SubProcessDone& done);
void Do(Run* run, const Command& command, const SubjectChanged& changed);
void Do(Run* run, const Command& command, const RetryIncidents& retry);
void Do(Run* run, const Command& command, const Terminate& terminate);

// The open task, which is the actor's own, or, `for_administrators`, an administrator's to deal
// with. Null: refused.
process::Task* OpenTask(Run* run, const Command& command, int64_t task,
                        bool for_administrators = false);
// FAILED_PRECONDITION.
absl::Status Precondition(absl::string_view reason, absl::string_view message,
                          const ErrorMetadata& metadata = {});
// Makes a task that is to be claimed the user's; whether it did.
bool Take(Run* run, process::Task* task, const std::string& user);
// The user has a say in the node already.
absl::Status AlreadySigner(const std::string& user);
// Makes it his task; he has as much time as the first had. Settle is to follow.
void Reassign(Run* run, process::Task* task, const std::string& to);
// Whether the task's node lets do that; else it is refused.
bool Lets(Run* run, const process::Task& task, v1::ProcessWork::Action action);
// Whether the user is active; else `path` is refused.
bool IsThere(Run* run, const char* path, const std::string& user);

// Writes fields that the node lets write; whether it did. Where `complete` those are there that the
// node requires.
bool WriteContent(Run* run, const ModelNode& node, const ProcessContent& changes, bool complete);
// The same of what the subject shows; the names of those that differ.
std::vector<std::string> TakeContent(Run* run, const ProcessContent& content);
// Whether the node requires nothing that is not there.
bool HasRequired(Run* run, const ModelNode& node);
// Notes whom the actor picks; whether all may be picked.
bool TakePicks(Run* run, const Picks& picks, v1::ProcessPick::By by, bool with_initiators);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_PROCESS_COMMANDS_H_
