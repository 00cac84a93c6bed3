#include "workflow-svc/approval/process_trail.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "common/crypto/digest.h"
#include "common/resource/request_log.h"

namespace guanxi::workflow {
namespace {

using approval::StoredProcess;
using approval::TrailStep;
using process::ProcessState;
using process::Task;

// In the order of Command::What. They are stored: one that is renamed breaks no seal, but history.
constexpr const char* kCommands[] = {
    "StartProcess",   "DecideTask",     "ReturnTask",   "TransferTask", "DelegateTask",
    "GiveBack",       "AddSigners",     "RemoveSigner", "ClaimTask",    "ReleaseTask",
    "TakeBack",       "Withdraw",       "Urge",         "FireTimer",    "TriggerDone",
    "SubProcessDone", "SubjectChanged", "PersonLeft",   "HandOver",     "RetryIncidents",
    "Terminate"};
static_assert(std::size(kCommands) == std::variant_size_v<Command::What>);

const Task* Find(const ProcessState& state, int64_t id) {
  const auto& tasks = state.tasks();
  const auto found =
      std::find_if(tasks.begin(), tasks.end(), [&](const Task& task) { return task.id() == id; });
  return found == tasks.end() ? nullptr : &*found;
}

// The task that the timer is of; 0: of none.
int64_t TaskOf(const ProcessState& state, const Command& command) {
  const auto* const fire = std::get_if<FireTimer>(&command.what);
  if (fire == nullptr) return 0;
  for (const process::Timer& timer : state.timers()) {
    if (timer.id() == fire->timer) return timer.task();
  }
  return 0;
}

// Whether more than timers differ.
bool HasMoved(const ProcessState& before, const ProcessState& after) {
  ProcessState a = before, b = after;
  for (ProcessState* const state : {&a, &b}) {
    state->clear_timers();
    state->clear_generation();
    state->clear_last_id();
  }
  return resource::SerializeInOrder(a) != resource::SerializeInOrder(b);
}

std::string OutcomeOf(const ProcessState& before, const ProcessState& after, int64_t task) {
  if (after.phase() != before.phase()) return ProcessState::Phase_Name(after.phase());
  const Task* const there = Find(after, task);
  return there == nullptr ? "" : Task::State_Name(there->state());
}

}  // namespace

TrailSeal::TrailSeal(absl::string_view service_key, const Uuid& tenant, const Uuid& instance)
    : key_(crypto::HmacSha256(service_key,
                              absl::StrCat("process trail", tenant.bytes(), instance.bytes()))) {}

std::string TrailSeal::OfStep(absl::string_view before, const TrailStep& step) const {
  TrailStep bare = step;
  bare.clear_seal();
  return crypto::HmacSha256(
      key_, absl::StrCat("step", before.size(), ":", before, resource::SerializeInOrder(bare)));
}

std::string TrailSeal::OfWhole(const StoredProcess& process) const {
  StoredProcess bare = process;
  bare.clear_state_seal();
  return crypto::HmacSha256(key_, absl::StrCat("whole", resource::SerializeInOrder(bare)));
}

std::string TrailSeal::OfText(int64_t task, absl::string_view text) const {
  return crypto::HmacSha256(key_, absl::StrCat("text", task, ":", text));
}

void NoteStep(const TrailSeal& seal, const DoneCommand& done, const ProcessState& after,
              StoredProcess* process) {
  const ProcessState before = process->state();
  *process->mutable_state() = after;
  const bool is_timer = std::holds_alternative<FireTimer>(done.command.what);
  if (is_timer && !HasMoved(before, after)) return;
  TrailStep step;
  step.set_number(process->trail_size() + 1);
  step.set_time_micros(absl::ToUnixMicros(done.time));
  step.set_actor(done.command.actor);
  step.set_command(kCommands[done.command.what.index()]);
  step.set_task(done.task != 0 ? done.task : TaskOf(before, done.command));
  step.set_outcome(OutcomeOf(before, after, step.task()));
  if (!done.text.empty()) step.set_text_seal(seal.OfText(done.task, done.text));
  step.set_content_hash(std::string(done.content_hash));
  const int last = process->trail_size() - 1;
  const std::string prior = last < 0 ? "" : process->trail(last).seal();
  step.set_seal(seal.OfStep(prior, step));
  *process->add_trail() = std::move(step);
}

void SealWhole(const TrailSeal& seal, StoredProcess* process) {
  process->set_state_seal(seal.OfWhole(*process));
}

std::string FaultOf(const TrailSeal& seal, const StoredProcess& process) {
  // One that was started before there were trails has no beginning.
  if (process.trail().empty() || process.trail(0).command() != kCommands[0]) {
    return "the trail has no beginning";
  }
  std::string prior;
  for (int i = 0; i < process.trail_size(); ++i) {
    const TrailStep& step = process.trail(i);
    const bool fits = crypto::ConstantTimeEquals(step.seal(), seal.OfStep(prior, step));
    if (!fits || step.number() != i + 1) return absl::StrCat("step ", i + 1, " was changed");
    prior = step.seal();
  }
  if (crypto::ConstantTimeEquals(process.state_seal(), seal.OfWhole(process))) return "";
  return "where it stands was changed";
}

}  // namespace guanxi::workflow
