#include "workflow-svc/process/walk.h"

#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "workflow-svc/process/boundaries.h"
#include "workflow-svc/process/undo.h"
#include "workflow-svc/process/work.h"

namespace guanxi::workflow {
namespace {

using process::Pass;
using process::ProcessState;
using process::Token;
using N = v1::ProcessNode;

// Nothing if it cannot be said which: the token stands there with an incident.
std::optional<std::vector<const ModelBranch*>> BranchesToTake(Run* run, Token* token) {
  const ModelNode& node = run->NodeOf(*token);
  std::vector<const ModelBranch*> taken;
  for (const v1::ProcessBranch& branch : node.branches()->branches()) {
    const ModelBranch* laid = run->model.FindBranch(branch.id());
    if (node.node->has_parallel()) {
      taken.push_back(laid);
    } else if (laid->condition != nullptr) {
      const filter::Truth truth = laid->condition->Evaluate(run->Facts(), run->surroundings.moment);
      if (truth == filter::Truth::kUnknown) {
        run->Stop(token, "CONDITION_UNKNOWN",
                  absl::StrCat("it cannot be said whether branch ", branch.id(), " is taken"));
        return std::nullopt;
      }
      if (truth == filter::Truth::kTrue) taken.push_back(laid);
      if (!taken.empty() && node.node->has_condition()) break;
    } else if (taken.empty()) {
      taken.push_back(laid);
    }
  }
  return taken;
}

void TakeBranches(Run* run, int64_t fork) {
  const auto taken = BranchesToTake(run, run->FindToken(fork));
  if (!taken.has_value()) return;
  Pass* pass = run->FindPass(run->FindToken(fork)->pass());
  // All stand there before the first goes on, so that none takes itself for the last.
  std::vector<int64_t> children;
  for (const ModelBranch* branch : *taken) {
    pass->add_branches(branch->branch->id());
    if (branch->first != nullptr) children.push_back(PlaceToken(run, *branch->first, fork));
  }
  if (children.empty()) return Complete(run, fork);
  for (const int64_t child : children) {
    // One that went before may have ended the process, or sent it back.
    if (run->FindToken(child) != nullptr) Enter(run, child);
  }
}

void WaitUntil(Run* run, int64_t token) {
  Token* at = run->FindToken(token);
  const std::optional<absl::Time> due = EndOf(*run, run->NodeOf(*at).node->delay());
  if (!due.has_value()) return run->Stop(at, "NO_DUE_TIME", "it cannot be said until when to wait");
  if (*due <= run->surroundings.moment.now) return Complete(run, token);
  process::Timer* timer = run->state.add_timers();
  timer->set_id(run->NextId());
  timer->set_due_micros(absl::ToUnixMicros(*due));
  timer->set_pass(at->pass());
}

void SetOff(Run* run, int64_t token) {
  const Token& at = *run->FindToken(token);
  const ModelNode& node = run->NodeOf(at);
  run->Add(Effect::Kind::kTrigger, node.id()).pass = at.pass();
  if (!node.node->trigger().wait()) Complete(run, token);
}

void StartSub(Run* run, int64_t token) {
  Token* const at = run->FindToken(token);
  const v1::ProcessSub& sub = run->NodeOf(*at).node->sub_process();
  Effect effect{Effect::Kind::kStartSub, at->node(), at->pass()};
  effect.definition = sub.definition();
  for (const v1::ProcessInput& input : sub.inputs()) {
    const auto found = run->state.content().find(input.from_field());
    if (found != run->state.content().end()) effect.content[input.field()] = found->second;
  }
  if (!run->CanStart(at, effect)) return;
  run->effects.push_back(std::move(effect));
  if (!sub.wait()) Complete(run, token);
}

}  // namespace

std::optional<absl::Time> EndOf(const Run& run, const v1::ProcessDelay& delay) {
  const absl::Time now = run.surroundings.moment.now;
  if (delay.has_working_time()) {
    return run.surroundings.work.Add(now, ToDuration(delay.working_time()));
  }
  if (delay.has_time()) return now + ToDuration(delay.time());
  const auto value = run.model.content().ValueOf(delay.field(), run.state.content());
  if (!value.has_value()) return std::nullopt;
  if (const auto* time = std::get_if<absl::Time>(&*value)) return *time;
  if (const auto* day = std::get_if<absl::CivilDay>(&*value)) {
    return absl::FromCivil(*day, run.surroundings.moment.zone);
  }
  return std::nullopt;
}

int64_t PlaceToken(Run* run, const ModelNode& node, int64_t parent) {
  Token* token = run->state.add_tokens();
  token->set_id(run->NextId());
  token->set_parent(parent);
  token->set_branch(node.branch);
  token->set_node(node.id());
  return token->id();
}

Pass* BeginPass(Run* run, int64_t token) {
  Pass* pass = run->state.add_passes();
  pass->set_id(run->NextId());
  pass->set_node(run->FindToken(token)->node());
  pass->set_enter_micros(run->now());
  pass->set_outcome(Pass::OPEN);
  run->FindToken(token)->set_pass(pass->id());
  return pass;
}

void Arrive(Run* run, int64_t token) {
  Token* at = run->FindToken(token);
  at->clear_incident();
  at->clear_incident_text();
  if (run->NodeOf(*at).timed != nullptr) return ArriveAtTimed(run, token);
  const N& node = *run->NodeOf(*at).node;
  switch (node.kind_case()) {
    case N::kStart:
    case N::kApprove:
    case N::kHandle:
      return ArriveAtWork(run, token);
    case N::kCc:
      return CopyToPeople(run, token);
    case N::kCondition:
    case N::kParallel:
    case N::kInclusive:
      return TakeBranches(run, token);
    case N::kDelay:
      return WaitUntil(run, token);
    case N::kTrigger:
      return SetOff(run, token);
    case N::kSubProcess:
      return StartSub(run, token);
    case N::kEnd:
      run->Leave(run->FindPass(at->pass()), Pass::PASSED);
      return run->Finish(node.end().rejects() ? ProcessState::REJECTED : ProcessState::APPROVED);
    case N::KIND_NOT_SET:
      return;
  }
}

void Enter(Run* run, int64_t token) {
  BeginPass(run, token);
  Arrive(run, token);
}

void Complete(Run* run, int64_t token) {
  const Token done = *run->FindToken(token);
  const ModelNode& node = run->NodeOf(done);
  run->Leave(run->FindPass(done.pass()), Pass::PASSED);
  run->DropToken(token);
  if (node.HasBoundaries()) DisarmBoundaries(run, done.parent());
  if (ComeStraightBack(run, done.pass())) return;
  if (node.next != nullptr) return Enter(run, PlaceToken(run, *node.next, done.parent()));
  if (done.parent() == 0) return run->Finish(ProcessState::APPROVED);
  CompleteIfDone(run, done.parent());
}

void CompleteIfDone(Run* run, int64_t fork) {
  for (const Token& other : run->state.tokens()) {
    if (other.parent() == fork) return;
  }
  Complete(run, fork);
}

}  // namespace guanxi::workflow
