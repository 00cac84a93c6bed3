#include "workflow-svc/process/people.h"

#include <algorithm>
#include <set>
#include <utility>

#include "workflow-svc/process/named_people.h"

namespace guanxi::workflow {
namespace {

using process::Pass;
using process::Task;
using v1::ProcessModel;
using v1::ProcessWork;

bool Holds(const std::vector<AskedPerson>& people, const std::string& user) {
  return std::any_of(people.begin(), people.end(),
                     [&](const AskedPerson& person) { return person.user == user; });
}

// Adds him unless he is there: then he keeps the larger weight, and a veto.
void AddOnce(AskedPerson person, std::vector<AskedPerson>* people) {
  for (AskedPerson& there : *people) {
    if (there.user != person.user) continue;
    there.weight = std::max(there.weight, person.weight);
    there.veto = there.veto || person.veto;
    return;
  }
  people->push_back(std::move(person));
}

// Whether the task is somebody's own approval of the content as it is now.
bool IsCurrentApproval(const Run& run, const Task& task) {
  return task.state() == Task::APPROVED && task.automatic() != Task::TIME_LIMIT &&
         task.bond() != Task::DELEGATED && task.content_version() == run.state.content_version();
}

// Whether he has signed in a node that lies before, in his own name. Branches beside it do not
// count: who comes first there is chance.
bool HasSigned(const Run& run, const ModelNode& node, const std::string& user) {
  for (const Task& task : run.state.tasks()) {
    if (task.state() != Task::APPROVED || task.decider() != user || !task.owner().empty()) continue;
    const ModelNode* at = run.model.Find(task.node());
    if (at->node->has_approve() && Model::LiesBehind(*at, node)) return true;
  }
  return false;
}

// The approve node right before this one that the process went through, or null.
const ModelNode* ApproveNodeBefore(const Run& run, const ModelNode& node) {
  const ModelNode* nearest = nullptr;
  for (const Pass& pass : run.state.passes()) {
    const ModelNode* at = run.model.Find(pass.node());
    if (!at->node->has_approve() || !Model::LiesBehind(*at, node)) continue;
    if (nearest == nullptr || at->order > nearest->order) nearest = at;
  }
  return nearest;
}

bool HasApprovedBefore(const Run& run, const ModelNode& node, const std::string& user) {
  const ProcessModel::RepeatedApproval rule = run.model.proto().repeated_approval();
  if (rule != ProcessModel::ALL && rule != ProcessModel::CONSECUTIVE) return false;
  const ModelNode* before =
      rule == ProcessModel::CONSECUTIVE ? ApproveNodeBefore(run, node) : nullptr;
  for (const Task& task : run.state.tasks()) {
    if (task.decider() != user || !IsCurrentApproval(run, task)) continue;
    const ModelNode* at = run.model.Find(task.node());
    if (!at->node->has_approve() || !Model::LiesBehind(*at, node)) continue;
    if (rule == ProcessModel::ALL || at == before) return true;
  }
  return false;
}

// Who stands in for him: not the initiator, nobody who has signed or is asked here himself; then
// it is his manager. Whoever cannot be replaced is asked himself.
AskedPerson Deputised(const Run& run, const ModelNode& node, AskedPerson person,
                      const std::vector<AskedPerson>& asked) {
  const std::string deputy = run.directory().DeputyOf(person.user, run.surroundings.moment.now);
  if (deputy.empty() || deputy == person.user) return person;
  const auto fits = [&](const std::string& user) {
    return !user.empty() && run.IsActive(user) && user != run.state.initiator() &&
           !Holds(asked, user) && !HasSigned(run, node, user);
  };
  std::string stand_in = deputy;
  if (!fits(stand_in)) stand_in = ManagerAbove(run, person.user, {run.state.initiator()});
  if (!fits(stand_in)) return person;
  person.owner = std::move(person.user);
  person.user = std::move(stand_in);
  return person;
}

void ApplyInitiatorRule(const Run& run, const ModelNode& node, PeopleFound* found) {
  if (!KeepsInitiatorOut(node)) return;
  const std::string& initiator = run.state.initiator();
  std::vector<AskedPerson> rest;
  for (AskedPerson& person : found->people) {
    if (person.user != initiator) {
      AddOnce(std::move(person), &rest);
      continue;
    }
    std::string manager;
    if (node.work()->initiator_rule() == ProcessWork::MANAGER) {
      manager = ManagerAbove(run, initiator, {initiator});
    } else {
      found->skipped.push_back(initiator);
    }
    if (manager.empty()) continue;
    person.user = std::move(manager);
    AddOnce(std::move(person), &rest);
  }
  found->people = std::move(rest);
}

}  // namespace

bool KeepsInitiatorOut(const ModelNode& node) {
  const auto rule = node.node->approve().initiator_rule();
  return rule == ProcessWork::SKIP || rule == ProcessWork::MANAGER;
}

PeopleFound FindPeople(const Run& run, const ModelNode& node, bool returned) {
  PeopleFound found;
  for (const v1::ProcessPeople& entry : node.work()->people()) {
    for (std::string& user : Named(run, node, entry, &found.pick_needed)) {
      if (user.empty() || !run.IsActive(user)) continue;
      AddOnce({std::move(user), "", std::max(1, entry.weight()), entry.veto(), false},
              &found.people);
    }
  }
  ApplyInitiatorRule(run, node, &found);
  // Of a task to be claimed whoever is there may take it.
  if (node.work()->claim()) return found;
  std::vector<AskedPerson> asked = found.people;
  for (AskedPerson& person : asked) {
    // Those who were put in already are asked here, too.
    std::vector<AskedPerson> others = found.people;
    for (const AskedPerson& other : asked) AddOnce(other, &others);
    person = Deputised(run, node, std::move(person), others);
  }
  for (AskedPerson& person : asked) {
    person.approved_before =
        !returned && node.node->has_approve() && HasApprovedBefore(run, node, person.user);
  }
  found.people = std::move(asked);
  return found;
}

std::vector<std::string> FindNamed(
    const Run& run, const ModelNode& node,
    const google::protobuf::RepeatedPtrField<v1::ProcessPeople>& people) {
  std::vector<std::string> found;
  bool pick_needed = false;
  for (const v1::ProcessPeople& entry : people) {
    for (std::string& user : Named(run, node, entry, &pick_needed)) {
      const bool there = std::find(found.begin(), found.end(), user) != found.end();
      if (!user.empty() && !there && run.IsActive(user)) found.push_back(std::move(user));
    }
  }
  return found;
}

}  // namespace guanxi::workflow
