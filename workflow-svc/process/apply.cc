#include "workflow-svc/process/apply.h"

#include <variant>

#include "workflow-svc/process/commands.h"

namespace guanxi::workflow {
namespace {

// What says itself, of a task, why it is too late.
bool IsAboutTask(const Command::What& what) {
  return std::holds_alternative<StartProcess>(what) || std::holds_alternative<DecideTask>(what) ||
         std::holds_alternative<ReturnTask>(what) || std::holds_alternative<GiveBack>(what) ||
         std::holds_alternative<TransferTask>(what) || std::holds_alternative<DelegateTask>(what) ||
         std::holds_alternative<AddSigners>(what) || std::holds_alternative<TakeBack>(what) ||
         std::holds_alternative<ClaimTask>(what) || std::holds_alternative<ReleaseTask>(what);
}

}  // namespace

void Apply(Run* run, const Command& command) {
  if (!run->IsRunning() && !IsAboutTask(command.what)) {
    return run->Refuse(Precondition("NOT_RUNNING", "the process is not running"));
  }
  std::visit([&](const auto& what) { Do(run, command, what); }, command.what);
}

}  // namespace guanxi::workflow
