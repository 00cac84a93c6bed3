#include "workflow-svc/process/model.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "workflow-svc/process/model_form.h"

namespace guanxi::workflow {

using N = v1::ProcessNode;
using Right = v1::ProcessFieldRight;

const v1::ProcessWork* ModelNode::work() const {
  if (node->has_approve()) return &node->approve();
  return node->has_handle() ? &node->handle() : nullptr;
}

const v1::ProcessFork* ModelNode::branches() const {
  if (node->has_condition()) return &node->condition();
  if (node->has_parallel()) return &node->parallel();
  return node->has_inclusive() ? &node->inclusive() : nullptr;
}

// Lays the nodes out in the order of the drawing. The form was checked.
class ModelBuilder {
 public:
  explicit ModelBuilder(Model* model) : model_(*model) {}

  // The first of them, or null.
  const ModelNode* Lay(const google::protobuf::RepeatedPtrField<N>& nodes, const ModelNode* fork,
                       const std::string& branch) {
    ModelNode* first = nullptr;
    ModelNode* last = nullptr;
    for (int i = 0; i < nodes.size(); ++i) {
      model_.nodes_.push_back(std::make_unique<ModelNode>());
      ModelNode* node = model_.nodes_.back().get();
      node->node = &nodes[i];
      node->fork = fork;
      node->branch = branch;
      node->index = i;
      node->order = static_cast<int>(model_.nodes_.size()) - 1;
      model_.by_id_.emplace(node->id(), node);
      if (last != nullptr) last->next = node;
      if (first == nullptr) first = node;
      last = node;
      if (node->branches() != nullptr) LayBranches(*node);
    }
    return first;
  }

 private:
  void LayBranches(const ModelNode& fork) {
    for (const v1::ProcessBranch& branch : fork.branches()->branches()) {
      ModelBranch laid;
      laid.branch = &branch;
      laid.first = Lay(branch.nodes(), &fork, branch.id());
      if (!branch.condition().empty()) {
        absl::StatusOr<ContentCondition> condition = model_.content_.Compile(branch.condition());
        if (condition.ok()) {
          laid.condition = std::make_shared<const ContentCondition>(*std::move(condition));
        }
      }
      model_.branches_.emplace(branch.id(), std::move(laid));
    }
  }

  Model& model_;
};

absl::StatusOr<std::shared_ptr<const Model>> Model::Compile(v1::ProcessModel proto) {
  Violations violations;
  for (const FormFault& fault : CheckForm(proto)) {
    violations.Add(fault.path, fault.finding.message());
  }
  if (!violations.empty()) return violations.ToStatus();
  // NOLINTNEXTLINE: the constructor is private.
  std::shared_ptr<Model> model(new Model(std::move(proto)));
  model->content_ = ContentSchema(model->proto_.fields());
  ModelBuilder(model.get()).Lay(model->proto_.nodes(), nullptr, "");
  return std::shared_ptr<const Model>(std::move(model));
}

const ModelNode* Model::Find(absl::string_view node) const {
  const auto found = by_id_.find(node);
  return found == by_id_.end() ? nullptr : found->second;
}

const ModelBranch* Model::FindBranch(absl::string_view branch) const {
  const auto found = branches_.find(branch);
  return found == branches_.end() ? nullptr : &found->second;
}

bool Model::LiesBehind(const ModelNode& earlier, const ModelNode& later) {
  for (const ModelNode* a = &earlier; a != nullptr; a = a->fork) {
    for (const ModelNode* b = &later; b != nullptr; b = b->fork) {
      if (a->fork == b->fork && a->branch == b->branch) {
        if (a->index < b->index) return true;
      }
    }
  }
  return false;
}

bool Model::IsWithin(const ModelNode& node, const ModelNode& around) {
  for (const ModelNode* at = &node; at != nullptr; at = at->fork) {
    if (at == &around) return true;
  }
  return false;
}

Right::Right Model::RightOf(const ModelNode& node, absl::string_view field) const {
  for (const Right& right : node.node->field_rights()) {
    if (right.field() == field && right.right() != Right::RIGHT_UNSPECIFIED) return right.right();
  }
  return node.IsStart() ? Right::WRITE : Right::READ;
}

std::set<std::string> Model::FieldsReadBy(const ModelNode& node) const {
  std::set<std::string> fields;
  if (node.work() != nullptr) {
    for (const v1::ProcessField& field : proto_.fields()) {
      if (RightOf(node, field.id()) != Right::HIDDEN) fields.insert(field.id());
    }
  }
  const auto* people = node.work() != nullptr ? &node.work()->people()
                       : node.node->has_cc()  ? &node.node->cc().people()
                                              : nullptr;
  if (people != nullptr) {
    for (const v1::ProcessPeople& one : *people) {
      if (!one.field().empty()) fields.insert(one.field());
    }
  }
  if (!node.node->delay().field().empty()) fields.insert(node.node->delay().field());
  for (const v1::ProcessInput& input : node.node->sub_process().inputs()) {
    fields.insert(input.from_field());
  }
  if (node.branches() == nullptr) return fields;
  for (const v1::ProcessBranch& branch : node.branches()->branches()) {
    const ModelBranch* laid = FindBranch(branch.id());
    if (laid->condition != nullptr) fields.merge(laid->condition->Fields());
  }
  return fields;
}

}  // namespace guanxi::workflow
