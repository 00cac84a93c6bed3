#include "workflow-svc/process/validate_flow.h"

#include <set>
#include <string>

#include "absl/strings/str_cat.h"

namespace guanxi::workflow {
namespace {

using Finding = v1::ProcessFinding;
using v1::ProcessPick;
using v1::ProcessWork;

// How a list of nodes can be left.
struct Ways {
  bool goes_on = true;       // at its end
  bool can_approve = false;  // by an `end`
  bool always_asks = false;  // nobody goes through it without being approved
};

// Not thread-safe.
class Flow {
 public:
  Flow(const Model& model, Findings* findings) : model_(model), findings_(*findings) {}

  Ways List(const ModelNode* first) {
    Ways ways;
    for (const ModelNode* at = first; at != nullptr; at = at->next) {
      if (!ways.goes_on) {
        AddFinding(at->id(), "UNREACHABLE", "", "nothing before it goes on to here", Finding::ERROR,
                   &findings_);
        return ways;
      }
      Add(*at, &ways);
    }
    return ways;
  }

 private:
  void Add(const ModelNode& node, Ways* ways) {
    if (node.node->has_end()) {
      ways->goes_on = false;
      ways->can_approve = ways->can_approve || !node.node->end().rejects();
      CheckEnd(node);
    } else if (node.timed != nullptr) {
      Timed(node, ways);
    } else if (node.branches() != nullptr) {
      Fork(node, ways);
    } else if (node.node->has_approve()) {
      ways->always_asks = true;
    }
  }

  // Around a node with boundaries: whoever goes on has gone through the node, or through what a
  // boundary that interrupts it leads to.
  void Timed(const ModelNode& fork, Ways* ways) {
    bool asks = fork.timed->has_approve();
    for (const v1::ProcessBoundary& boundary : fork.timed->boundaries()) {
      const Ways one = List(model_.FindBranch(boundary.id())->first);
      ways->can_approve = ways->can_approve || one.can_approve;
      if (boundary.interrupts()) asks = asks && (one.always_asks || !one.goes_on);
    }
    ways->always_asks = ways->always_asks || asks;
  }

  // Of a parallel or inclusive fork one branch that ends all ends the others.
  void Fork(const ModelNode& fork, Ways* ways) {
    const bool all_taken = fork.node->has_parallel();
    bool goes_on = all_taken;
    bool asks = !all_taken;
    std::set<std::string> conditions;
    for (const v1::ProcessBranch& branch : fork.branches()->branches()) {
      const ModelBranch& laid = *model_.FindBranch(branch.id());
      if (laid.condition != nullptr && fork.node->has_condition() &&
          !conditions.insert(laid.condition->canonical()).second) {
        AddFinding(branch.id(), "UNREACHABLE", "condition",
                   "a branch before it has the same condition", Finding::ERROR, &findings_);
      }
      const Ways one = List(laid.first);
      goes_on = all_taken ? goes_on && one.goes_on : goes_on || one.goes_on;
      asks = all_taken ? asks || one.always_asks : asks && (one.always_asks || !one.goes_on);
      ways->can_approve = ways->can_approve || one.can_approve;
    }
    ways->goes_on = goes_on;
    ways->always_asks = ways->always_asks || asks;
  }

  void CheckEnd(const ModelNode& node) {
    for (const ModelNode* at = &node; at->fork != nullptr; at = at->fork) {
      const v1::ProcessBoundary* boundary = model_.FindBranch(at->branch)->boundary;
      const bool alone =
          at->fork->node->has_condition() || (boundary != nullptr && boundary->interrupts());
      if (alone) continue;
      AddFinding(node.id(), "ENDS_OTHERS", "end", "it ends the branches beside it, too",
                 Finding::WARNING, &findings_);
      return;
    }
  }

  const Model& model_;
  Findings& findings_;
};

void CheckRejectNode(const Model& model, const ModelNode& node, Findings* findings) {
  if (node.node->approve().on_reject() != ProcessWork::TO_NODE) return;
  const ModelNode* target = model.Find(node.node->approve().reject_node());
  const bool fits = target != nullptr && (target->IsStart() || target->work() != nullptr) &&
                    Model::LeadsTo(*target, node);
  if (fits) return;
  AddFinding(node.id(), "BAD_REJECT_NODE", "approve.reject_node",
             "not a start, approve or handle node that lies before", Finding::ERROR, findings);
}

// The node whose end leads here, or null where a fork does. Where time does, `*by_time`.
const ModelNode* Before(const Model& model, const ModelNode& node, bool* by_time) {
  for (const auto& other : model.nodes()) {
    if (other->next != &node) continue;
    return other->timed != nullptr ? model.Find(other->timed->id()) : other.get();
  }
  if (node.fork == nullptr) return nullptr;
  *by_time = *by_time || model.FindBranch(node.branch)->boundary != nullptr;
  return Before(model, *node.fork, by_time);
}

// Whether whoever is to pick is there when it is time to.
void CheckPickers(const Model& model, const ModelNode& node, Findings* findings) {
  if (node.work() == nullptr) return;
  for (int i = 0; i < node.work()->people_size(); ++i) {
    if (node.work()->people(i).pick().by() != ProcessPick::PREVIOUS) continue;
    bool by_time = false;
    const ModelNode* before = Before(model, node, &by_time);
    while (before != nullptr && before->node->has_cc()) before = Before(model, *before, &by_time);
    const bool waits =
        before != nullptr && (before->node->has_delay() || before->node->trigger().wait() ||
                              before->node->sub_process().wait());
    if (!waits && !by_time) continue;
    AddFinding(node.id(), "NOBODY_PICKS",
               absl::StrCat(node.node->has_approve() ? "approve" : "handle", ".people[", i, "]"),
               "nobody decides right before it who could pick people", Finding::ERROR, findings);
  }
}

}  // namespace

void AddFinding(absl::string_view node, absl::string_view code, absl::string_view path,
                absl::string_view message, Finding::Severity severity, Findings* findings) {
  Finding& finding = findings->emplace_back();
  finding.set_node(std::string(node));
  finding.set_code(std::string(code));
  finding.set_path(std::string(path));
  finding.set_message(std::string(message));
  finding.set_severity(severity);
}

void CheckFlow(const Model& model, Findings* findings) {
  const Ways ways = Flow(model, findings).List(&model.start());
  if (!ways.goes_on && !ways.can_approve) {
    AddFinding("", "DEAD_END", "", "whatever people say, it ends rejected", Finding::ERROR,
               findings);
  } else if (!ways.always_asks) {
    AddFinding("", "NO_APPROVAL", "", "it can be approved without anybody being asked",
               Finding::WARNING, findings);
  }
  for (const auto& node : model.nodes()) {
    CheckRejectNode(model, *node, findings);
    CheckPickers(model, *node, findings);
  }
}

}  // namespace guanxi::workflow
