#include "workflow-svc/process/validate.h"

#include <algorithm>
#include <memory>

#include "workflow-svc/process/model.h"
#include "workflow-svc/process/model_form.h"
#include "workflow-svc/process/texts.h"
#include "workflow-svc/process/validate_flow.h"
#include "workflow-svc/process/validate_names.h"

namespace guanxi::workflow {

using v1::ProcessFinding;

std::vector<ProcessFinding> Validate(const v1::ProcessModel& proto, const std::string& definition,
                                     const Directory& directory, const ModelCatalog& catalog) {
  Findings findings;
  for (FormFault& fault : CheckForm(proto)) findings.push_back(std::move(fault.finding));
  // No part of the form: what was published with some goes on.
  for (const std::string& path : PathsWithControls(proto)) {
    AddFinding("", "BAD_VALUE", path, "has control characters", ProcessFinding::ERROR, &findings);
  }
  // What has no form means nothing.
  if (!findings.empty()) return findings;
  const auto model = Model::Compile(proto);
  if (!model.ok()) return findings;
  CheckFlow(**model, &findings);
  CheckReads(**model, &findings);
  CheckTitle(**model, &findings);
  CheckNames(**model, definition, directory, catalog, &findings);
  const auto order = [&](const ProcessFinding& finding) {
    const ModelNode* node = (*model)->Find(finding.node());
    return node == nullptr ? -1 : node->order;
  };
  std::stable_sort(findings.begin(), findings.end(),
                   [&](const auto& a, const auto& b) { return order(a) < order(b); });
  return findings;
}

bool HasErrors(const std::vector<ProcessFinding>& findings) {
  return std::any_of(findings.begin(), findings.end(), [](const ProcessFinding& finding) {
    return finding.severity() == ProcessFinding::ERROR;
  });
}

}  // namespace guanxi::workflow
