#include "workflow-svc/process/invariants.h"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "workflow-svc/process/boundary_invariants.h"

namespace guanxi::workflow {
namespace {

using process::Pass;
using process::ProcessState;
using process::Task;
using process::Token;
using Q = v1::ProcessQuorum;

bool HasOpenTask(const Walkthrough& walk, int64_t pass) {
  return std::any_of(walk.state.tasks().begin(), walk.state.tasks().end(), [&](const Task& task) {
    return task.pass() == pass && task.state() == Task::OPEN && HasLivingPerson(walk, task);
  });
}

std::string StuckToken(const Walkthrough& walk, const Token& token) {
  const ModelNode& node = *walk.model->Find(token.node());
  if (!token.incident().empty()) return "";
  const auto& tokens = walk.state.tokens();
  const auto& timers = walk.state.timers();
  bool waits = node.node->has_trigger() || node.node->has_sub_process();
  if (node.branches() != nullptr) {
    waits = std::any_of(tokens.begin(), tokens.end(),
                        [&](const Token& other) { return other.parent() == token.id(); });
  } else if (node.node->has_delay()) {
    waits = std::any_of(timers.begin(), timers.end(),
                        [&](const process::Timer& timer) { return timer.pass() == token.pass(); });
  } else if (node.work() != nullptr || node.IsStart()) {
    waits = HasOpenTask(walk, token.pass());
  }
  return waits ? "" : absl::StrCat("stuck in ", token.node());
}

// Votes, counted from the tasks alone: who said yes, of how many, with what weight.
struct Votes {
  int yes = 0;
  int all = 0;
  int weight = 0;
};

bool SaidYes(const Walkthrough& walk, const Task& task) {
  if (task.state() != Task::APPROVED) return false;
  for (const Task& other : walk.state.tasks()) {
    const bool hangs = other.parent() == task.id() &&
                       (other.bond() == Task::BEFORE || other.bond() == Task::AFTER);
    if (hangs && other.state() != Task::REMOVED && !SaidYes(walk, other)) return false;
  }
  return true;
}

std::string WithoutQuorum(const Walkthrough& walk, const Pass& pass) {
  const ModelNode& node = *walk.model->Find(pass.node());
  if (node.work() == nullptr || pass.outcome() != Pass::PASSED) return "";
  Votes votes;
  bool any = false;
  std::set<std::string> deciders;
  for (const Task& task : walk.state.tasks()) {
    if (task.pass() != pass.id()) continue;
    any = true;
    const bool vote = task.bond() == Task::BOND_UNSPECIFIED || task.bond() == Task::BESIDE;
    if (!vote || task.state() == Task::REMOVED) continue;
    ++votes.all;
    if (!SaidYes(walk, task)) continue;
    ++votes.yes;
    votes.weight += task.weight();
    if (!task.decider().empty() && !deciders.insert(task.decider()).second) {
      return absl::StrCat(task.decider(), " voted twice in ", pass.node());
    }
  }
  // Nobody was asked: the rule for empty nodes, or for the initiator.
  if (!any) return pass.by_itself() ? "" : absl::StrCat("nobody decided ", pass.node());
  const Q& quorum = node.work()->quorum();
  bool passes = votes.yes == votes.all && votes.all > 0;
  if (quorum.mode() == Q::ANY) passes = votes.yes >= 1;
  if (quorum.mode() == Q::RATIO) passes = votes.yes * 100 >= votes.all * quorum.percent();
  if (quorum.mode() == Q::WEIGHTED) passes = votes.weight >= quorum.votes();
  return passes ? "" : absl::StrCat("no quorum in ", pass.node());
}

std::string Remains(const Walkthrough& walk) {
  std::set<int64_t> passes;
  std::set<int64_t> tasks;
  std::map<std::string, int> nodes;
  for (const Pass& pass : walk.state.passes()) {
    passes.insert(pass.id());
    if (++nodes[pass.node()] > 1) return absl::StrCat(pass.node(), " stands there twice");
  }
  for (const Task& task : walk.state.tasks()) {
    if (passes.count(task.pass()) == 0) return "a task of nothing";
    if (task.state() == Task::OPEN) tasks.insert(task.id());
    if (task.parent() != 0 && walk.Find(task.parent()) == nullptr) return "a task without parent";
  }
  std::set<int64_t> tokens;
  for (const Token& token : walk.state.tokens()) {
    if (passes.count(token.pass()) == 0) return "a token of nothing";
    tokens.insert(token.id());
  }
  for (const Token& token : walk.state.tokens()) {
    if (token.parent() != 0 && tokens.count(token.parent()) == 0) return "a token without fork";
  }
  for (const process::Timer& timer : walk.state.timers()) {
    const bool known =
        timer.task() != 0 ? tasks.count(timer.task()) != 0 : passes.count(timer.pass()) != 0;
    if (!known) return "a timer of nothing";
    if (!timer.boundary().empty() && !IsReachable(walk, timer)) return "a boundary of nothing";
  }
  return "";
}

}  // namespace

bool HasLivingPerson(const Walkthrough& walk, const Task& task) {
  if (!task.assignee().empty()) return walk.directory.IsActive(task.assignee());
  // Nobody claims a second task of a node.
  const auto signs = [&](const std::string& user) {
    return std::any_of(walk.state.tasks().begin(), walk.state.tasks().end(),
                       [&](const Task& other) {
                         return other.pass() == task.pass() && other.assignee() == user &&
                                other.state() != Task::REMOVED && other.state() != Task::CANCELLED;
                       });
  };
  return std::any_of(
      task.candidates().begin(), task.candidates().end(),
      [&](const std::string& user) { return walk.directory.IsActive(user) && !signs(user); });
}

std::string Broken(const Walkthrough& walk) {
  if (std::string remains = Remains(walk); !remains.empty()) return remains;
  for (const Pass& pass : walk.state.passes()) {
    if (std::string no = LeftOpen(walk, pass); !no.empty()) return no;
    if (std::string no = WithoutQuorum(walk, pass); !no.empty()) return no;
  }
  const bool running = walk.phase() == ProcessState::RUNNING;
  if (running == walk.state.tokens().empty()) return "running without tokens, or ended with some";
  std::set<int64_t> stopped;
  for (const Token& token : walk.state.tokens()) {
    if (std::string stuck = StuckToken(walk, token); !stuck.empty()) return stuck;
    if (std::string no = ForgottenBoundary(walk, token); !no.empty()) return no;
    if (!token.incident().empty()) stopped.insert(token.pass());
  }
  for (const Task& task : walk.state.tasks()) {
    if (!running && IsPendingTask(task)) return "an open task of a process that has ended";
    const bool open = task.state() == Task::OPEN;
    if (open && !HasLivingPerson(walk, task) && stopped.count(task.pass()) == 0) {
      return absl::StrCat("nobody for a task of ", task.node());
    }
  }
  return "";
}

}  // namespace guanxi::workflow
