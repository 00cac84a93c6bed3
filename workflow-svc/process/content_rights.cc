#include "workflow-svc/process/content_rights.h"

#include <algorithm>

namespace guanxi::workflow {
namespace {

using process::Task;
using Right = v1::ProcessFieldRight;

bool Concerns(const Task& task, const std::string& user) {
  if (task.assignee() == user || task.owner() == user) return true;
  const auto& candidates = task.candidates();
  return task.assignee().empty() &&
         std::find(candidates.begin(), candidates.end(), user) != candidates.end();
}

}  // namespace

std::set<std::string> WritableFields(const Model& model, const process::ProcessState& state,
                                     const std::string& user) {
  std::set<std::string> fields;
  for (const Task& task : state.tasks()) {
    const bool own = task.state() == Task::OPEN && task.assignee() == user;
    if (!own || user.empty()) continue;
    const ModelNode& node = *model.Find(task.node());
    for (const v1::ProcessField& field : model.proto().fields()) {
      const Right::Right right = model.RightOf(node, field.id());
      if (right == Right::WRITE || right == Right::REQUIRED) fields.insert(field.id());
    }
  }
  return fields;
}

std::set<std::string> HiddenFields(const Model& model, const process::ProcessState& state,
                                   const std::string& user) {
  std::set<std::string> hidden;
  if (user == state.initiator()) return hidden;
  bool concerned = false;
  std::set<std::string> shown;
  for (const Task& task : state.tasks()) {
    if (!Concerns(task, user)) continue;
    concerned = true;
    for (const v1::ProcessField& field : model.proto().fields()) {
      const bool hides = model.RightOf(*model.Find(task.node()), field.id()) == Right::HIDDEN;
      (hides ? hidden : shown).insert(field.id());
    }
  }
  if (!concerned) return {};
  for (const std::string& field : shown) hidden.erase(field);
  return hidden;
}

}  // namespace guanxi::workflow
