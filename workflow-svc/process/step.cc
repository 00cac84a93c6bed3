#include "workflow-svc/process/step.h"

#include <utility>
#include <variant>

#include "common/errors/errors.h"
#include "workflow-svc/process/apply.h"
#include "workflow-svc/process/run.h"

namespace guanxi::workflow {
namespace {

absl::Status TooLong() {
  return ResourceExhausted("PROCESS_TOO_LONG", "the process has too many tasks to go on",
                           absl::Hours(1));
}

}  // namespace

absl::StatusOr<StepResult> Step(const Model& model, const process::ProcessState& state,
                                const Command& command, const Surroundings& surroundings) {
  Run run(model, state, surroundings);
  Apply(&run, command);
  if (!run.refusal.ok()) return std::move(run.refusal);
  const bool grew =
      run.state.tasks_size() > state.tasks_size() || run.state.passes_size() > state.passes_size();
  const bool large = run.state.tasks_size() > kMaxTasks || run.state.passes_size() > kMaxTasks;
  if (grew && large) return TooLong();
  run.state.set_generation(state.generation() + 1);
  return StepResult{std::move(run.state), std::move(run.effects)};
}

}  // namespace guanxi::workflow
