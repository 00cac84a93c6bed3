// What nodes show of the content, and what a pass of them reads.
#include "workflow-svc/process/model.h"

namespace guanxi::workflow {

using Right = v1::ProcessFieldRight;

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
    if (laid->boundary != nullptr && !laid->boundary->when().field().empty()) {
      fields.insert(laid->boundary->when().field());
    }
  }
  return fields;
}

}  // namespace guanxi::workflow
