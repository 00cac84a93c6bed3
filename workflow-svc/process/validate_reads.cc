// Whether what is read can be there and may be told, and votes suffice.
#include <algorithm>
#include <set>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "workflow-svc/process/content_rights.h"
#include "workflow-svc/process/validate_flow.h"

namespace guanxi::workflow {
namespace {

using Finding = v1::ProcessFinding;
using Right = v1::ProcessFieldRight;

// Whether somebody in the node can write the field.
bool Writes(const Model& model, const ModelNode& node, const std::string& field) {
  if (!node.IsStart() && node.work() == nullptr) return false;
  const Right::Right right = model.RightOf(node, field);
  return right == Right::WRITE || right == Right::REQUIRED;
}

// Whether anything before the node can have filled in the field: its subject, or people.
bool CanBeThere(const Model& model, const ModelNode& node, const std::string& field) {
  if (!model.content().Find(field)->subject_path().empty()) return true;
  for (const auto& other : model.nodes()) {
    if (Model::LiesBehind(*other, node) && Writes(model, *other, field)) return true;
  }
  return false;
}

void CheckRead(const Model& model, const ModelNode& node, absl::string_view where,
               absl::string_view path, const std::string& field, Findings* findings) {
  if (CanBeThere(model, node, field)) return;
  AddFinding(where, "DEADLOCK", path,
             absl::StrCat("nobody before it can fill in field ", field, ": it stands still here"),
             Finding::ERROR, findings);
}

void CheckBoundaries(const Model& model, const ModelNode& fork, Findings* findings) {
  for (const v1::ProcessBoundary& boundary : fork.timed->boundaries()) {
    const std::string& field = boundary.when().field();
    if (!field.empty()) CheckRead(model, fork, boundary.id(), "when.field", field, findings);
  }
}

void CheckVotes(const ModelNode& node, Findings* findings) {
  const v1::ProcessWork* work = node.work();
  if (work == nullptr || work->quorum().mode() != v1::ProcessQuorum::WEIGHTED) return;
  int votes = 0;
  for (const v1::ProcessPeople& people : work->people()) {
    const bool one = !people.user().empty() || people.initiator() ||
                     people.initiator_department_head() || !people.department_head().empty();
    // Of others there may be any number.
    if (!one) return;
    votes += std::max(1, people.weight());
  }
  if (votes >= work->quorum().votes()) return;
  AddFinding(node.id(), "DEADLOCK", "approve.quorum.votes",
             absl::StrCat("all of them together have ", votes, " votes"), Finding::ERROR, findings);
}

}  // namespace

void CheckReads(const Model& model, Findings* findings) {
  for (const auto& node : model.nodes()) {
    const std::string& field = node->node->delay().field();
    if (!field.empty()) CheckRead(model, *node, node->id(), "delay.field", field, findings);
    CheckVotes(*node, findings);
    if (node->timed != nullptr) CheckBoundaries(model, *node, findings);
    if (node->branches() == nullptr) continue;
    for (const v1::ProcessBranch& branch : node->branches()->branches()) {
      const ModelBranch& laid = *model.FindBranch(branch.id());
      if (laid.condition == nullptr) continue;
      for (const std::string& read : laid.condition->Fields()) {
        CheckRead(model, *node, branch.id(), "condition", read, findings);
      }
    }
  }
}

void CheckTitle(const Model& model, Findings* findings) {
  for (const std::string& field : FieldsHiddenSomewhere(model)) {
    if (!absl::StrContains(model.proto().title(), absl::StrCat("{{", field, "}}"))) continue;
    AddFinding("", "TELLS_HIDDEN", "title",
               absl::StrCat("everybody sees it, and a node hides field ", field), Finding::ERROR,
               findings);
  }
}

}  // namespace guanxi::workflow
