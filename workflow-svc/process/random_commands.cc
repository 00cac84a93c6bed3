// What somebody, or time, does next to a process.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "workflow-svc/process/random_models.h"

namespace guanxi::workflow {

using process::Task;

const Task& RandomModels::Decided(const Walkthrough& walk) {
  std::vector<const Task*> decided;
  for (const Task& task : walk.state.tasks()) {
    if (!task.decider().empty()) decided.push_back(&task);
  }
  if (decided.empty()) return walk.state.tasks(Below(walk.state.tasks_size()));
  return *decided[static_cast<size_t>(Below(static_cast<int>(decided.size())))];
}

Command RandomModels::Next(const Walkthrough& walk) {
  std::vector<const Task*> open;
  for (const Task& task : walk.state.tasks()) {
    if (task.state() == Task::OPEN) open.push_back(&task);
  }
  if (open.empty() || OneIn(12)) {
    for (const process::Token& token : walk.state.tokens()) {
      const v1::ProcessNode& node = *walk.model->Find(token.node())->node;
      if (node.has_trigger()) return {"", false, TriggerDone{token.pass(), !OneIn(5)}};
      if (node.has_sub_process()) return {"", false, SubProcessDone{token.pass(), !OneIn(5)}};
    }
    return {U(9), true, RetryIncidents{}};
  }
  const Task& task = *open[static_cast<size_t>(Below(static_cast<int>(open.size())))];
  std::string actor = task.assignee();
  if (actor.empty() && !task.candidates().empty()) {
    actor = task.candidates(Below(task.candidates_size()));
  }
  switch (Below(22)) {
    case 0:
      return {actor, false, TransferTask{task.id(), User()}};
    case 1:
      return {actor, false, DelegateTask{task.id(), User()}};
    case 2:
      return {actor, false,
              AddSigners{task.id(), static_cast<AddSigners::Where>(Below(3)), {User()}}};
    case 3:
      return {actor, true, RemoveSigner{task.id()}};
    case 4:
    case 5:
      return {actor, false,
              ReturnTask{task.id(), OneIn(2) ? "" : absl::StrCat("n", 1 + Below(10)), OneIn(2)}};
    case 6:
      return {actor, false, ReturnTask{task.id(), "start", OneIn(2)}};
    case 7:
      return {actor, false, ClaimTask{task.id()}};
    case 8:
      return {actor, false, ReleaseTask{task.id()}};
    case 9: {
      const Task& any = Decided(walk);
      return {any.decider(), false, TakeBack{any.id()}};
    }
    case 10:
      return {U(9), true, HandOver{User(), User()}};
    case 11:
    case 12:
      return {actor, false, DecideTask{task.id(), false}};
    case 13:
      return {"", false, SubjectChanged{Content()}};
    default:
      return {actor, false, DecideTask{task.id(), true}};
  }
}

}  // namespace guanxi::workflow
