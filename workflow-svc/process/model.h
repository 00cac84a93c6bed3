// A model made ready to run: nodes by id, their places in the tree, conditions compiled.
#ifndef GUANXI_WORKFLOW_SVC_PROCESS_MODEL_H_
#define GUANXI_WORKFLOW_SVC_PROCESS_MODEL_H_

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "guanxi/workflow/v1/process_model.pb.h"
#include "workflow-svc/process/content.h"

namespace guanxi::workflow {

// A node and where it stands.
struct ModelNode {
  const v1::ProcessNode* node = nullptr;
  // The fork around it (null: none), the branch of that, and its place among the nodes there.
  const ModelNode* fork = nullptr;
  std::string branch;
  int index = 0;
  // What stands right below it; null: the branch, or the whole, ends.
  const ModelNode* next = nullptr;
  // Its place in the drawing, from 0: what is inside of a fork comes after it.
  int order = 0;
  // Of a fork that stands around a node with boundaries: that node. Null of others.
  //
  // The model makes that fork: its first branch is the node alone, the others are what its
  // boundaries lead to. So joins and returns are those of forks.
  const v1::ProcessNode* timed = nullptr;

  const std::string& id() const { return node->id(); }
  // Whether it has boundaries: then `fork` is the one that stands around it for them.
  bool HasBoundaries() const { return fork != nullptr && fork->timed == node; }
  // The people's part of an approve or handle node; null of others.
  const v1::ProcessWork* work() const;
  // The branches of a fork; null of others.
  const v1::ProcessFork* branches() const;
  bool IsStart() const { return node->has_start(); }
};

struct ModelBranch {
  const v1::ProcessBranch* branch = nullptr;
  // Its first node; null: it has none.
  const ModelNode* first = nullptr;
  // Null of a default one, and of parallel forks.
  std::shared_ptr<const ContentCondition> condition;
  // What leads here; null: no boundary does.
  const v1::ProcessBoundary* boundary = nullptr;
};

// Immutable, thus thread-safe.
class Model {
 public:
  // INVALID_ARGUMENT, INVALID_FIELD: every fault of the form by its path: ids, kinds, bounds,
  // conditions. What was checked by Validate never fails.
  static absl::StatusOr<std::shared_ptr<const Model>> Compile(v1::ProcessModel model);

  const v1::ProcessModel& proto() const { return proto_; }
  const ContentSchema& content() const { return content_; }
  const ModelNode& start() const { return *nodes_.front(); }

  // Null if there is none. A boundary is a branch, too.
  const ModelNode* Find(absl::string_view node) const;
  const ModelBranch* FindBranch(absl::string_view branch) const;
  // In the order of the drawing.
  const std::vector<std::unique_ptr<ModelNode>>& nodes() const { return nodes_; }

  // Whether a process that stands in `later` has `earlier` behind it, or around it: not so of nodes
  // in two branches of one fork.
  static bool LiesBehind(const ModelNode& earlier, const ModelNode& later);
  // Whether a return to `earlier` undoes what was done in `later`: that lies behind it, or a
  // boundary of `earlier` leads there.
  static bool LeadsTo(const ModelNode& earlier, const ModelNode& later);
  // Whether `node` stands somewhere in that branch of the fork.
  static bool IsInBranch(const ModelNode& node, const ModelNode& fork, absl::string_view branch);

  v1::ProcessFieldRight::Right RightOf(const ModelNode& node, absl::string_view field) const;
  // The fields that a pass of the node reads: what people there see, what conditions, delays and
  // people are found by.
  std::set<std::string> FieldsReadBy(const ModelNode& node) const;

 private:
  friend class ModelBuilder;
  explicit Model(v1::ProcessModel proto) : proto_(std::move(proto)) {}

  const v1::ProcessModel proto_;
  ContentSchema content_;
  // The forks around nodes with boundaries.
  std::vector<std::unique_ptr<const v1::ProcessNode>> timed_;
  std::vector<std::unique_ptr<ModelNode>> nodes_;
  std::map<std::string, const ModelNode*, std::less<>> by_id_;
  std::map<std::string, ModelBranch, std::less<>> branches_;
};

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_PROCESS_MODEL_H_
