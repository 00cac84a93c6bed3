#include "workflow-svc/process/model_form.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "workflow-svc/process/content.h"
#include "workflow-svc/process/form_checker.h"

namespace guanxi::workflow {
namespace {

using Nodes = google::protobuf::RepeatedPtrField<v1::ProcessNode>;
using N = v1::ProcessNode;

constexpr int kMaxBranches = 20;
constexpr int kMaxBoundaries = 5;

// Not thread-safe.
class Walker {
 public:
  Walker(const v1::ProcessModel& model, const ContentSchema& content, FormFaults* faults)
      : model_(model), content_(content), faults_(*faults) {}

  void Walk() {
    Within(model_.nodes(), "nodes", 0);
    if (count_ > kMaxModelNodes) {
      faults_.Add({}, "nodes", "TOO_MANY", absl::StrCat("at most ", kMaxModelNodes, " in all"));
    }
    if (model_.nodes().empty() || !model_.nodes(0).has_start()) {
      faults_.Missing({}, "nodes", "NO_START", "the first node is the start");
    }
  }

 private:
  void Within(const Nodes& nodes, const std::string& path, int depth) {
    for (int i = 0; i < nodes.size(); ++i) {
      const FormPlace place{nodes[i].id(), absl::StrCat(path, "[", i, "]")};
      ++count_;
      faults_.CheckId(place, nodes[i].id(), &ids_);
      if (nodes[i].display_name().empty()) {
        faults_.Missing(place, "display_name", "MISSING_NAME", "what is it called?");
      }
      if (nodes[i].has_start() && (i != 0 || depth != 0)) {
        faults_.Add(place, "start", "SECOND_START", "only the first node is a start");
      }
      Kind(place, nodes[i], depth);
      Rights(place, nodes[i]);
      Boundaries(place, nodes[i], depth);
    }
  }

  void Kind(const FormPlace& place, const N& node, int depth) {
    switch (node.kind_case()) {
      case N::kApprove:
        return CheckWorkForm(place, "approve", node.approve(), content_, &faults_);
      case N::kHandle:
        return CheckWorkForm(place, "handle", node.handle(), content_, &faults_);
      case N::kCc:
        return CheckPeopleForm(place, "cc.people", node.cc().people(), content_, &faults_);
      case N::kCondition:
        return Fork(place, "condition", node.condition(), depth);
      case N::kParallel:
        return Fork(place, "parallel", node.parallel(), depth);
      case N::kInclusive:
        return Fork(place, "inclusive", node.inclusive(), depth);
      case N::kDelay:
        return CheckDelayForm(place, "delay", node.delay(), content_, &faults_);
      case N::kTrigger:
        if (node.trigger().actions().empty()) {
          faults_.Missing(place, "trigger.actions", "MISSING_ACTION", "what is to be done?");
        }
        return;
      case N::kSubProcess:
        return Sub(place, node.sub_process());
      case N::KIND_NOT_SET:
        return faults_.Add(place, "", "MISSING_KIND", "what kind of node is it?");
      default:
        return;
    }
  }

  void Fork(const FormPlace& place, const std::string& kind, const v1::ProcessFork& fork,
            int depth) {
    const int size = fork.branches_size();
    if (size < 2) {
      faults_.Missing(place, kind + ".branches", "MISSING_BRANCH", "at least two branches");
    }
    if (size > kMaxBranches) {
      faults_.CheckBounds(place, kind + ".branches", size, 2, kMaxBranches);
    }
    if (IsTooDeep(place, kind, depth)) return;
    for (int i = 0; i < size; ++i) {
      const FormPlace at{fork.branches(i).id(),
                         absl::StrCat(place.path, ".", kind, ".branches[", i, "]")};
      faults_.CheckId(at, fork.branches(i).id(), &ids_);
      Branch(at, fork.branches(i), kind == "parallel", i + 1 == size);
      Within(fork.branches(i).nodes(), at.path + ".nodes", depth + 1);
    }
    if (kind != "parallel" && (size == 0 || !fork.branches(size - 1).is_default())) {
      faults_.Missing(place, kind + ".branches", "MISSING_DEFAULT",
                      "the last branch is the default one: what if no condition holds?");
    }
  }

  void Branch(const FormPlace& place, const v1::ProcessBranch& branch, bool parallel, bool last) {
    const bool takes_condition = !parallel && !branch.is_default();
    if (!takes_condition) {
      if (!branch.condition().empty()) {
        faults_.Add(place, "condition", "BAD_VALUE", "this branch is taken without a condition");
      }
      if (branch.is_default() && (parallel || !last)) {
        faults_.Add(place, "is_default", "BAD_VALUE", "only the last branch, and not in parallel");
      }
    } else if (branch.condition().empty()) {
      faults_.Missing(place, "condition", "MISSING_CONDITION", "when is it taken?");
    } else if (const auto compiled = content_.Compile(branch.condition()); !compiled.ok()) {
      faults_.Add(place, "condition", "BAD_CONDITION", compiled.status().message());
    }
  }

  void Boundaries(const FormPlace& place, const N& node, int depth) {
    const int size = node.boundaries_size();
    if (size == 0) return;
    if (!node.has_approve() && !node.has_handle() && !node.sub_process().wait()) {
      faults_.Add(place, "boundaries", "BAD_VALUE",
                  "of approve and handle nodes, and of a sub_process that is waited for");
    }
    faults_.CheckBounds(place, "boundaries", size, 0, kMaxBoundaries);
    if (IsTooDeep(place, "boundaries", depth)) return;
    for (int i = 0; i < size; ++i) {
      const v1::ProcessBoundary& boundary = node.boundaries(i);
      const FormPlace at{boundary.id(), absl::StrCat(place.path, ".boundaries[", i, "]")};
      faults_.CheckId(at, boundary.id(), &ids_);
      CheckDelayForm(at, "when", boundary.when(), content_, &faults_);
      if (boundary.nodes().empty() && !boundary.interrupts()) {
        faults_.Missing(at, "nodes", "MISSING_ACTION", "what is to happen then?");
      }
      Within(boundary.nodes(), at.path + ".nodes", depth + 1);
    }
  }

  bool IsTooDeep(const FormPlace& place, const std::string& path, int depth) {
    if (depth < kMaxModelDepth) return false;
    faults_.Add(place, path, "TOO_DEEP",
                absl::StrCat("branches and boundaries at most ", kMaxModelDepth, " deep"));
    return true;
  }

  void Sub(const FormPlace& place, const v1::ProcessSub& sub) {
    faults_.CheckName(place, "sub_process.definition", "processDefinitions", sub.definition());
    for (int i = 0; i < sub.inputs_size(); ++i) {
      if (content_.Find(sub.inputs(i).from_field()) == nullptr) {
        faults_.Add(place, absl::StrCat("sub_process.inputs[", i, "].from_field"), "UNKNOWN_FIELD",
                    "there is no such field");
      }
    }
  }

  void Rights(const FormPlace& place, const N& node) {
    std::set<std::string> seen;
    for (int i = 0; i < node.field_rights_size(); ++i) {
      const std::string path = absl::StrCat("field_rights[", i, "]");
      if (content_.Find(node.field_rights(i).field()) == nullptr) {
        faults_.Add(place, path + ".field", "UNKNOWN_FIELD", "there is no such field");
      } else if (!seen.insert(node.field_rights(i).field()).second) {
        faults_.Add(place, path + ".field", "DUPLICATE_ID", "this field stands there already");
      }
    }
  }

  const v1::ProcessModel& model_;
  const ContentSchema& content_;
  FormFaults& faults_;
  std::set<std::string> ids_;
  int count_ = 0;
};

}  // namespace

std::vector<FormFault> CheckForm(const v1::ProcessModel& model) {
  FormFaults faults;
  CheckFieldsForm(model, &faults);
  const ContentSchema content(model.fields());
  Walker(model, content, &faults).Walk();
  return faults.Take();
}

void CheckDraft(absl::string_view path, const v1::ProcessModel& model, Violations* violations) {
  for (const FormFault& fault : CheckForm(model)) {
    if (!fault.of_draft) continue;
    violations->Add(absl::StrCat(path, ".", fault.path), fault.finding.message());
  }
}

}  // namespace guanxi::workflow
