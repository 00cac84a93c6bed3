#include "workflow-svc/process/model.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "workflow-svc/process/model_form.h"

namespace guanxi::workflow {

using N = v1::ProcessNode;

const v1::ProcessWork* ModelNode::work() const {
  if (node->has_approve()) return &node->approve();
  return node->has_handle() ? &node->handle() : nullptr;
}

const v1::ProcessFork* ModelNode::branches() const {
  if (node->has_condition()) return &node->condition();
  if (node->has_parallel()) return &node->parallel();
  return node->has_inclusive() ? &node->inclusive() : nullptr;
}

namespace {

// The fork around a node with boundaries. Its ids cannot be those of others.
std::unique_ptr<const N> ForkAround(const N& node) {
  auto fork = std::make_unique<N>();
  fork->set_id(absl::StrCat(node.id(), ".timed"));
  fork->set_display_name(node.display_name());
  fork->mutable_parallel()->add_branches()->set_id(absl::StrCat(node.id(), ".itself"));
  for (const v1::ProcessBoundary& boundary : node.boundaries()) {
    v1::ProcessBranch* branch = fork->mutable_parallel()->add_branches();
    branch->set_id(boundary.id());
    branch->set_display_name(boundary.display_name());
  }
  return fork;
}

}  // namespace

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
      ModelNode* node = nodes[i].boundaries().empty() ? Add(nodes[i], fork, branch, i)
                                                      : AddTimed(nodes[i], fork, branch, i);
      if (last != nullptr) last->next = node;
      if (first == nullptr) first = node;
      last = node;
      if (nodes[i].boundaries().empty() && node->branches() != nullptr) LayBranches(*node);
    }
    return first;
  }

 private:
  ModelNode* Add(const N& proto, const ModelNode* fork, const std::string& branch, int index) {
    model_.nodes_.push_back(std::make_unique<ModelNode>());
    ModelNode* node = model_.nodes_.back().get();
    node->node = &proto;
    node->fork = fork;
    node->branch = branch;
    node->index = index;
    node->order = static_cast<int>(model_.nodes_.size()) - 1;
    model_.by_id_.emplace(node->id(), node);
    return node;
  }

  // The fork around it, with the node and what its boundaries lead to.
  ModelNode* AddTimed(const N& proto, const ModelNode* around, const std::string& branch,
                      int index) {
    model_.timed_.push_back(ForkAround(proto));
    ModelNode* fork = Add(*model_.timed_.back(), around, branch, index);
    fork->timed = &proto;
    for (int i = 0; i < fork->branches()->branches_size(); ++i) {
      ModelBranch laid;
      laid.branch = &fork->branches()->branches(i);
      if (i == 0) {
        laid.first = Add(proto, fork, laid.branch->id(), 0);
      } else {
        laid.boundary = &proto.boundaries(i - 1);
        laid.first = Lay(laid.boundary->nodes(), fork, laid.branch->id());
      }
      model_.branches_.emplace(laid.branch->id(), std::move(laid));
    }
    return fork;
  }

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

bool Model::LeadsTo(const ModelNode& earlier, const ModelNode& later) {
  if (LiesBehind(earlier, later)) return true;
  return earlier.HasBoundaries() &&
         std::any_of(earlier.node->boundaries().begin(), earlier.node->boundaries().end(),
                     [&](const v1::ProcessBoundary& boundary) {
                       return IsInBranch(later, *earlier.fork, boundary.id());
                     });
}

bool Model::IsInBranch(const ModelNode& node, const ModelNode& fork, absl::string_view branch) {
  for (const ModelNode* at = &node; at != nullptr; at = at->fork) {
    if (at->fork == &fork) return at->branch == branch;
  }
  return false;
}

}  // namespace guanxi::workflow
