// Whether a model has the form of one: ids, kinds, bounds, conditions.
#ifndef GUANXI_WORKFLOW_SVC_PROCESS_MODEL_FORM_H_
#define GUANXI_WORKFLOW_SVC_PROCESS_MODEL_FORM_H_

#include <string>
#include <vector>

#include "common/errors/errors.h"
#include "guanxi/workflow/v1/process_definition.pb.h"
#include "guanxi/workflow/v1/process_model.pb.h"

namespace guanxi::workflow {

inline constexpr int kMaxModelNodes = 200;
inline constexpr int kMaxModelDepth = 8;

struct FormFault {
  // In the model, as in a field mask: `nodes[1].approve.quorum.percent`. That of `finding` begins
  // at the node.
  std::string path;
  v1::ProcessFinding finding;
  // What is only missing yet is no fault of a draft.
  bool of_draft = true;
};

// All of them, in the order of the drawing. Pure.
std::vector<FormFault> CheckForm(const v1::ProcessModel& model);

// Adds what a draft cannot be saved with, by its path below `path`.
void CheckDraft(absl::string_view path, const v1::ProcessModel& model, Violations* violations);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_PROCESS_MODEL_FORM_H_
