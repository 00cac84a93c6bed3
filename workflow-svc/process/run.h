// One step while it is made: the state that comes of it, what is to be done besides, look-ups.
//
// For the parts of the step alone; others call Step.
#ifndef GUANXI_WORKFLOW_SVC_PROCESS_RUN_H_
#define GUANXI_WORKFLOW_SVC_PROCESS_RUN_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "workflow-svc/process/content.h"
#include "workflow-svc/process/directory.h"
#include "workflow-svc/process/effect.h"
#include "workflow-svc/process/model.h"
#include "workflow-svc/process/process_state.pb.h"

namespace guanxi::workflow {

// Tasks, and passes, that an instance may have.
inline constexpr int kMaxTasks = 2000;
// People that one node asks, or sends copies to, and tasks that are to be decided at once: one
// command may end them all, and writes a row for each.
inline constexpr int kMaxAsked = 100;
inline constexpr int kMaxPending = 200;

// Not thread-safe. Pointers into the state hold until something is added to it.
struct Run {
  Run(const Model& m, process::ProcessState s, const Surroundings& around)
      : model(m), state(std::move(s)), surroundings(around) {}

  const Model& model;
  process::ProcessState state;
  const Surroundings& surroundings;
  std::vector<Effect> effects;
  // Who could have picked people by the command: what he has not picked is a refusal; else it is
  // nobody's fault, and nobody comes out.
  enum class Picker { kNobody, kApprover, kInitiator } picker = Picker::kNobody;
  // Nobody is missing: `picks_needed` says whom somebody will have to pick.
  bool previewing = false;
  std::vector<std::string> picks_needed;
  // The first reason why the command is refused; the state is then of no use.
  absl::Status refusal;

  const Directory& directory() const { return *surroundings.directory; }
  int64_t now() const;
  int64_t NextId();
  bool IsRunning() const { return state.phase() == process::ProcessState::RUNNING; }
  const ModelNode& NodeOf(const process::Token& token) const { return *model.Find(token.node()); }

  // Null if there is none.
  process::Token* FindToken(int64_t id);
  process::Token* TokenOfPass(int64_t pass);
  process::Token* TokenAt(absl::string_view node);
  process::Pass* FindPass(int64_t id);
  process::Task* FindTask(int64_t id);
  // The last one of the node that was not undone.
  process::Pass* PassOf(absl::string_view node);

  // The tasks of a pass, by place and id.
  std::vector<process::Task*> TasksOf(int64_t pass);

  // Without taking anything back; RemoveTokens takes back the processes that were waited for.
  void DropToken(int64_t id);
  void RemoveTokens(absl::FunctionRef<bool(const process::Token&)> which);
  void RemoveTasks(absl::FunctionRef<bool(const process::Task&)> which);
  void RemoveTimers(absl::FunctionRef<bool(const process::Timer&)> which);

  ContentFacts Facts() const;
  bool IsActive(const std::string& user) const { return directory().IsActive(user); }
  // The administrators of the model, or of the tenant, who are active.
  std::vector<std::string> Administrators() const;

  Effect& Add(Effect::Kind kind, absl::string_view node);
  // The process stands there until it is tried again.
  void Stop(process::Token* token, absl::string_view code, absl::string_view text);
  void Refuse(absl::Status status);
  // Whether so many more tasks can be there.
  bool HasRoom(size_t more) const;
  // Whether the process that the token is to start can be; else it stands there with the reason.
  bool CanStart(process::Token* token, const Effect& start);
  // What was not decided in the pass is not needed any more; whose it was.
  std::vector<std::string> CloseTasks(int64_t pass);
  // Notes how a pass was left.
  void Leave(process::Pass* pass, process::Pass::Outcome outcome);
  // Ends the process as a whole: nothing is open any more.
  void Finish(process::ProcessState::Phase phase, absl::string_view reason = "");
  // Takes it back that somebody waits for a process which the token started.
  void CancelSub(const process::Token& token);
};

// Whether it is still to be decided.
inline bool IsPending(const process::Task& task) {
  return task.state() == process::Task::WAITING || task.state() == process::Task::OPEN;
}

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_PROCESS_RUN_H_
