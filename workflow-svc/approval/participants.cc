#include "workflow-svc/approval/participants.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "workflow-svc/approval/process_rows.h"

namespace guanxi::workflow {

using process::ProcessState;
using process::Task;
using v1::ProcessInstance;

namespace {

// Whoever has a task to do, or may claim one: he has to read what it is about.
std::set<std::string> Busy(const ProcessState& state) {
  std::set<std::string> users;
  for (const Task& task : state.tasks()) {
    if (task.state() != Task::OPEN) continue;
    users.insert(task.assignee());
    users.insert(task.candidates().begin(), task.candidates().end());
  }
  users.erase("");
  return users;
}

}  // namespace

void AddParticipants(const ProcessState& state, ProcessInstance* instance) {
  std::vector<std::string> all(instance->participants().begin(), instance->participants().end());
  std::set<std::string> known(all.begin(), all.end());
  const auto add = [&](const std::string& user) {
    if (!user.empty() && known.insert(user).second) all.push_back(user);
  };
  for (const Task& task : state.tasks()) {
    add(task.assignee());
    add(task.owner());
    if (task.state() != Task::OPEN) continue;
    for (const std::string& user : task.candidates()) add(user);
  }
  for (const process::Copy& copy : state.copies()) add(copy.user());
  const auto most = static_cast<size_t>(kMaxParticipants);
  if (all.size() > most) {
    const std::set<std::string> busy = Busy(state);
    std::stable_partition(all.begin(), all.end(),
                          [&](const std::string& user) { return busy.count(user) == 0; });
    all.erase(all.begin(), all.end() - kMaxParticipants);
  }
  instance->mutable_participants()->Assign(all.begin(), all.end());
}

}  // namespace guanxi::workflow
