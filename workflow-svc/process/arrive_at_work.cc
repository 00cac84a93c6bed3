// Whom a node asks when the process comes to it.
#include <algorithm>
#include <cstddef>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "workflow-svc/process/named_people.h"
#include "workflow-svc/process/people.h"
#include "workflow-svc/process/quorum.h"
#include "workflow-svc/process/replace.h"
#include "workflow-svc/process/walk.h"
#include "workflow-svc/process/work.h"

namespace guanxi::workflow {
namespace {

using process::Pass;
using process::ProcessState;
using process::Task;
using process::Token;
using v1::ProcessPick;
using v1::ProcessWork;

const ProcessPick* PickOf(const ModelNode& node) {
  for (const v1::ProcessPeople& people : node.work()->people()) {
    if (people.has_pick()) return &people.pick();
  }
  return nullptr;
}

// Whether whoever gave the command should have picked: he is told so.
bool RefusesForPick(Run* run, const ModelNode& node) {
  const ProcessPick* pick = PickOf(node);
  const bool could = run->picker == Run::Picker::kInitiator ||
                     (run->picker == Run::Picker::kApprover && pick->by() == ProcessPick::PREVIOUS);
  if (!could) return false;
  run->Refuse(Error(absl::StatusCode::kInvalidArgument, "PICK_NEEDED",
                    "people have to be picked for the node that comes next",
                    {{"node", node.id()}}));
  return true;
}

void Crowd(Run* run, int64_t token, size_t people) {
  run->Stop(run->FindToken(token), "TOO_MANY_PEOPLE",
            absl::StrCat("it would turn to ", people, " people: at most ", kMaxAsked,
                         " in a node, and ", kMaxPending, " who decide in a process at once"));
}

// Whether so many can be asked in a node.
bool FitIn(const Run& run, const ModelNode& node, size_t people) {
  return people <= kMaxAsked && run.HasRoom(node.work()->claim() ? 1 : people);
}

void PassByItself(Run* run, int64_t token) {
  run->FindPass(run->FindToken(token)->pass())->set_by_itself(true);
  Complete(run, token);
}

void Ask(Run* run, int64_t pass, const PeopleFound& found) {
  for (const AskedPerson& person : found.people) {
    Task* task = AddTask(run, pass);
    task->set_assignee(person.user);
    task->set_owner(person.owner);
    task->set_deputised(!person.owner.empty());
    task->set_weight(person.weight);
    task->set_veto(person.veto);
    if (!person.approved_before) continue;
    run->FindPass(pass)->add_skipped(person.user);
    Decide(run, task, true, person.user);
    task->set_automatic(Task::REPEATED);
  }
}

void AskWhoClaims(Run* run, int64_t pass, const std::vector<AskedPerson>& people) {
  Task* task = AddTask(run, pass);
  for (const AskedPerson& person : people) {
    task->add_candidates(person.user);
    task->set_veto(task->veto() || person.veto);
  }
}

// Asks one person, or the administrators where he cannot be asked.
void AskInstead(Run* run, int64_t token, const std::string& user) {
  const int64_t pass = run->FindToken(token)->pass();
  Task* task = AddTask(run, pass);
  const v1::ProcessWork* work = run->NodeOf(*run->FindToken(token)).work();
  // He decides for all who are not there.
  if (work != nullptr) task->set_weight(std::max(1, work->quorum().votes()));
  const bool kept_out =
      user == run->state.initiator() && KeepsInitiatorOut(run->NodeOf(*run->FindToken(token)));
  if (!user.empty() && run->IsActive(user) && !kept_out) {
    task->set_assignee(user);
  } else if (!GiveToAdministrators(run, task)) {
    run->state.mutable_tasks()->RemoveLast();
    return run->Stop(run->FindToken(token), "NOBODY", "there is nobody who could be asked");
  }
  Settle(run, pass);
}

void NobodyFound(Run* run, int64_t token, bool skipped) {
  const ProcessWork& work = *run->NodeOf(*run->FindToken(token)).work();
  // Whoever left himself out passes; whoever had to be replaced, and could not be, does not.
  if (skipped) return PassByItself(run, token);
  switch (work.empty()) {
    case ProcessWork::PASS:
      return PassByItself(run, token);
    case ProcessWork::REJECT:
      // It leads nowhere but to the end: sent back, nobody would be found again.
      run->FindPass(run->FindToken(token)->pass())->set_by_itself(true);
      run->Leave(run->FindPass(run->FindToken(token)->pass()), Pass::REJECTED);
      return run->Finish(ProcessState::REJECTED);
    case ProcessWork::PERSON:
      return AskInstead(run, token, work.empty_user());
    default:
      return AskInstead(run, token, "");
  }
}

// Of a start node.
void AskInitiator(Run* run, int64_t token) {
  std::string user = run->state.initiator();
  if (!run->IsActive(user)) user = ManagerAbove(*run, user, {});
  AskInstead(run, token, user);
}

}  // namespace

void ArriveAtWork(Run* run, int64_t token) {
  const Token at = *run->FindToken(token);
  const ModelNode& node = run->NodeOf(at);
  Pass* pass = run->FindPass(at.pass());
  if (node.IsStart()) return AskInitiator(run, token);
  // It stood here with an incident: some were asked before.
  if (!run->TasksOf(at.pass()).empty()) return Settle(run, at.pass());
  PeopleFound found = FindPeople(*run, node, pass->returned());
  pass->clear_skipped();
  for (const std::string& user : found.skipped) pass->add_skipped(user);
  if (found.pick_needed && RefusesForPick(run, node)) return;
  if (found.pick_needed && run->previewing) {
    run->picks_needed.push_back(node.id());
    // Somebody will be asked; nobody knows whom.
    if (found.people.empty()) return Complete(run, token);
  }
  if (!FitIn(*run, node, found.people.size())) return Crowd(run, token, found.people.size());
  if (found.people.empty()) return NobodyFound(run, token, !found.skipped.empty());
  if (node.work()->claim()) {
    AskWhoClaims(run, at.pass(), found.people);
  } else {
    Ask(run, at.pass(), found);
  }
  if (!IsInReach(node.work()->quorum(), run->TasksOf(at.pass()))) {
    // Nobody was told of them yet.
    run->RemoveTasks([&](const Task& task) { return task.pass() == at.pass(); });
    return run->Stop(run->FindToken(token), "QUORUM_OUT_OF_REACH",
                     "all of them together do not have the votes that it takes");
  }
  Settle(run, at.pass());
}

void CopyToPeople(Run* run, int64_t token) {
  const ModelNode& node = run->NodeOf(*run->FindToken(token));
  Pass* pass = run->FindPass(run->FindToken(token)->pass());
  std::vector<std::string> fresh;
  std::vector<std::string> named = FindNamed(*run, node, node.node->cc().people());
  if (named.size() > kMaxAsked) return Crowd(run, token, named.size());
  for (std::string& user : named) {
    pass->add_copied(user);
    const auto& copies = run->state.copies();
    const bool has = std::any_of(copies.begin(), copies.end(), [&](const process::Copy& copy) {
      return copy.user() == user && copy.content_version() == run->state.content_version();
    });
    if (has) continue;
    process::Copy* copy = run->state.add_copies();
    copy->set_user(user);
    copy->set_content_version(run->state.content_version());
    fresh.push_back(std::move(user));
  }
  if (!fresh.empty()) run->Add(Effect::Kind::kCopy, node.id()).users = std::move(fresh);
  Complete(run, token);
}

}  // namespace guanxi::workflow
