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

std::set<std::string> FieldsHiddenSomewhere(const Model& model) {
  std::set<std::string> fields;
  for (const auto& node : model.nodes()) {
    for (const Right& right : node->node->field_rights()) {
      if (right.right() == Right::HIDDEN) fields.insert(right.field());
    }
  }
  return fields;
}

std::set<std::string> HiddenFields(const Model& model, const process::ProcessState& state,
                                   const std::string& user, const std::set<std::string>& had) {
  std::set<const ModelNode*> nodes;
  for (const std::string& node : had) nodes.insert(model.Find(node));
  if (user == state.initiator()) nodes.insert(&model.start());
  for (const Task& task : state.tasks()) {
    if (Concerns(task, user)) nodes.insert(model.Find(task.node()));
  }
  nodes.erase(nullptr);
  // Who has no part in it, or not any more, sees what is shown to all.
  if (nodes.empty()) return FieldsHiddenSomewhere(model);
  std::set<std::string> hidden;
  for (const v1::ProcessField& field : model.proto().fields()) {
    const auto hides = [&](const ModelNode* node) {
      return model.RightOf(*node, field.id()) == Right::HIDDEN;
    };
    if (std::all_of(nodes.begin(), nodes.end(), hides)) hidden.insert(field.id());
  }
  return hidden;
}

}  // namespace guanxi::workflow
