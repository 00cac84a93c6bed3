#include "workflow-svc/process/boundaries.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "workflow-svc/process/walk.h"

namespace guanxi::workflow {
namespace {

using process::Pass;
using process::StraightBack;
using process::Timer;
using process::Token;

struct Due {
  const v1::ProcessBoundary* boundary;
  absl::Time time;
};

// When each is due; nothing if that cannot be said: the token stands there with an incident.
std::optional<std::vector<Due>> DuesOf(Run* run, int64_t fork) {
  Token* token = run->FindToken(fork);
  std::vector<Due> dues;
  for (const v1::ProcessBoundary& boundary : run->NodeOf(*token).timed->boundaries()) {
    const std::optional<absl::Time> due = EndOf(*run, boundary.when());
    if (!due.has_value()) {
      run->Stop(token, "NO_DUE_TIME",
                absl::StrCat("it cannot be said when boundary ", boundary.id(), " is due"));
      return std::nullopt;
    }
    dues.push_back({&boundary, *due});
  }
  return dues;
}

void Arm(Run* run, int64_t pass, const Due& due) {
  Timer* timer = run->state.add_timers();
  timer->set_id(run->NextId());
  timer->set_pass(pass);
  timer->set_boundary(due.boundary->id());
  timer->set_due_micros(absl::ToUnixMicros(due.time));
}

// Puts a token into the branch; 0 if nothing stands there.
int64_t Take(Run* run, int64_t fork, absl::string_view branch) {
  const ModelNode* first = run->model.FindBranch(branch)->first;
  run->FindPass(run->FindToken(fork)->pass())->add_branches(std::string(branch));
  return first == nullptr ? 0 : PlaceToken(run, *first, fork);
}

// Whether the process is, or was, in the branch, or comes straight back there.
bool HasLedOn(const Run& run, const ModelNode& fork, absl::string_view branch) {
  const auto is_there = [&](const auto& one) {
    return Model::IsInBranch(*run.model.Find(one.node()), fork, branch);
  };
  const auto& tokens = run.state.tokens();
  const auto& passes = run.state.passes();
  const auto& backs = run.state.straight_backs();
  return std::any_of(tokens.begin(), tokens.end(), is_there) ||
         std::any_of(passes.begin(), passes.end(), is_there) ||
         std::any_of(backs.begin(), backs.end(), [&](const StraightBack& back) {
           return std::any_of(back.passes().begin(), back.passes().end(), is_there);
         });
}

// Leaves the node as it is: nothing of it is open any more.
void GiveUp(Run* run, int64_t fork, const Token& at) {
  DisarmBoundaries(run, fork);
  run->RemoveTokens([&](const Token& token) { return token.id() == at.id(); });
  run->CloseTasks(at.pass());
  run->Leave(run->FindPass(at.pass()), Pass::INTERRUPTED);
}

// Once a boundary has led elsewhere, nothing comes straight back that would leave its fork, or, as
// it `interrupts`, its node.
void RunAgain(Run* run, const Token& at, int64_t fork_pass, const v1::ProcessBoundary& boundary) {
  const auto is_over = [&](const StraightBack& back) {
    const auto& forks = back.forks();
    const bool leaves = std::find(forks.begin(), forks.end(), fork_pass) != forks.end();
    return back.pass() == at.pass() && (leaves || boundary.interrupts());
  };
  auto* backs = run->state.mutable_straight_backs();
  const auto rest = std::remove_if(backs->begin(), backs->end(), is_over);
  if (rest == backs->end()) return;
  backs->erase(rest, backs->end());
  run->Add(Effect::Kind::kRunsAgain, at.node()).code = boundary.id();
}

// Arms what has no timer, and has led nowhere.
void ArmRest(Run* run, const ModelNode& node, int64_t fork_pass) {
  for (const v1::ProcessBoundary& boundary : node.node->boundaries()) {
    const auto& timers = run->state.timers();
    const bool armed = std::any_of(timers.begin(), timers.end(), [&](const Timer& timer) {
      return timer.pass() == fork_pass && timer.boundary() == boundary.id();
    });
    const std::optional<absl::Time> due = EndOf(*run, boundary.when());
    const bool ahead = due.has_value() && *due > run->surroundings.moment.now;
    if (armed || !ahead || HasLedOn(*run, *node.fork, boundary.id())) continue;
    Arm(run, fork_pass, {&boundary, *due});
  }
}

}  // namespace

void ArriveAtTimed(Run* run, int64_t fork) {
  const ModelNode& node = run->NodeOf(*run->FindToken(fork));
  const int64_t pass = run->FindToken(fork)->pass();
  const auto dues = DuesOf(run, fork);
  if (!dues.has_value()) return;
  const absl::Time now = run->surroundings.moment.now;
  // Of what has passed the first that interrupts comes instead of the node, and of the others.
  const Due* instead = nullptr;
  for (const Due& due : *dues) {
    const bool fits = due.boundary->interrupts() && due.time <= now;
    if (fits && (instead == nullptr || due.time < instead->time)) instead = &due;
  }
  std::vector<int64_t> children;
  if (instead == nullptr) {
    children.push_back(Take(run, fork, node.branches()->branches(0).id()));
  }
  for (const Due& due : *dues) {
    const bool first = instead == nullptr || due.time <= instead->time;
    const bool leads = &due == instead || (!due.boundary->interrupts() && due.time <= now && first);
    if (leads) {
      children.push_back(Take(run, fork, due.boundary->id()));
    } else if (instead == nullptr) {
      Arm(run, pass, due);
    }
  }
  // All stand there before the first goes on, so that none takes itself for the last.
  children.erase(std::remove(children.begin(), children.end(), 0), children.end());
  if (children.empty()) return Complete(run, fork);
  for (const int64_t child : children) {
    // One that went before may have ended the process, or sent it back.
    if (run->FindToken(child) != nullptr) Enter(run, child);
  }
}

void ArmAgain(Run* run, const ModelNode& node) {
  const int64_t fork = run->TokenAt(node.fork->id())->id();
  DisarmBoundaries(run, fork);
  ArmRest(run, node, run->FindToken(fork)->pass());
}

void DisarmBoundaries(Run* run, int64_t fork) {
  const int64_t pass = run->FindToken(fork)->pass();
  run->RemoveTimers([&](const Timer& timer) { return timer.pass() == pass; });
}

void ReachBoundary(Run* run, const Timer& due) {
  const Timer timer = due;
  const int64_t fork = run->TokenOfPass(timer.pass())->id();
  const ModelBranch& branch = *run->model.FindBranch(timer.boundary());
  const ModelNode& node = *run->model.Find(run->NodeOf(*run->FindToken(fork)).timed->id());
  const Token at = *run->TokenAt(node.id());
  run->RemoveTimers([&](const Timer& one) { return one.id() == timer.id(); });
  const int64_t child = Take(run, fork, timer.boundary());
  RunAgain(run, at, timer.pass(), *branch.boundary);
  if (branch.boundary->interrupts()) {
    GiveUp(run, fork, at);
  } else {
    // What was to come straight back is to be waited for again.
    ArmRest(run, node, timer.pass());
  }
  if (child != 0) return Enter(run, child);
  CompleteIfDone(run, fork);
}

}  // namespace guanxi::workflow
