// What people, time and other services ask of a process.
#ifndef GUANXI_WORKFLOW_SVC_PROCESS_COMMAND_H_
#define GUANXI_WORKFLOW_SVC_PROCESS_COMMAND_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "guanxi/workflow/v1/process_model.pb.h"

namespace guanxi::workflow {

// By the ids of fields.
using ProcessContent = std::map<std::string, v1::ProcessValue>;
// Whom somebody picks, by the ids of nodes.
using Picks = std::map<std::string, std::vector<std::string>>;

// Starts it; `actor` is the initiator. `content` is what the subject shows and what he filled in.
struct StartProcess {
  ProcessContent content;
  Picks picks;
};

// Of one's own task. `changes` are the fields that he writes with it; an empty value clears one.
// In a start node `approve` sends the process off again.
struct DecideTask {
  int64_t task = 0;
  bool approve = true;
  ProcessContent changes = {};
  Picks picks = {};
};

// Sends it back to a node that lies before, so that it goes on from there again or, with
// `straight_back`, comes right back here.
struct ReturnTask {
  int64_t task = 0;
  // The id of a node; "": the last approve or handle node that lies before, or the start.
  std::string node;
  bool straight_back = false;
};

struct TransferTask {
  int64_t task = 0;
  std::string to;
};

// `to` says what he thinks (GiveBack), then it is the assignee's again.
struct DelegateTask {
  int64_t task = 0;
  std::string to;
};

// Of the delegate.
struct GiveBack {
  int64_t task = 0;
  bool approves = true;
};

struct AddSigners {
  enum class Where { kBefore, kAfter, kBeside };
  int64_t task = 0;
  Where where = Where::kBeside;
  std::vector<std::string> users;
};

// Of a task that the actor has added; of an administrator any but a node's last.
struct RemoveSigner {
  int64_t task = 0;
};

struct ClaimTask {
  int64_t task = 0;
};
// Puts it back.
struct ReleaseTask {
  int64_t task = 0;
};

// Of a task that the actor has decided.
struct TakeBack {
  int64_t task = 0;
};

// Of the initiator.
struct Withdraw {};
// Reminds whoever is to act; of the initiator, at most every ten minutes.
struct Urge {};

// A timer of the state is due.
struct FireTimer {
  int64_t timer = 0;
};

// The actions of a trigger that is waited for are done, or have failed for good.
struct TriggerDone {
  int64_t pass = 0;
  bool ok = true;
};

// A process that is waited for has ended. `content` are fields that show what was written to the
// subject in it.
struct SubProcessDone {
  int64_t pass = 0;
  bool approved = true;
  ProcessContent content = {};
};

// The subject was changed: `content` are the fields with a `subject_path` that differ.
struct SubjectChanged {
  ProcessContent content;
  // Fields that another process about the subject lets the actor write.
  std::set<std::string> writable_elsewhere = {};
  // Its service has found that the approval cannot be of it any more, whatever the model says.
  bool is_over = false;
};

// Somebody is not active any more.
struct PersonLeft {
  std::string user;
};

// All that `from` has to do, and may claim, becomes `to`'s.
struct HandOver {
  std::string from;
  std::string to;
};

// Tries again where there is an incident.
struct RetryIncidents {};

// Of an administrator.
struct Terminate {};

struct Command {
  using What = std::variant<StartProcess, DecideTask, ReturnTask, TransferTask, DelegateTask,
                            GiveBack, AddSigners, RemoveSigner, ClaimTask, ReleaseTask, TakeBack,
                            Withdraw, Urge, FireTimer, TriggerDone, SubProcessDone, SubjectChanged,
                            PersonLeft, HandOver, RetryIncidents, Terminate>;

  // `users/{user}`; "" of time and of services.
  std::string actor;
  // The caller has found that the actor may do what an administrator may: Terminate, HandOver,
  // RetryIncidents, and others' tasks (transfer, remove, release).
  bool as_administrator = false;
  What what;
};

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_PROCESS_COMMAND_H_
