// What a draft would do with what was started in the past.
#ifndef GUANXI_WORKFLOW_SVC_PROCESS_SIMULATE_H_
#define GUANXI_WORKFLOW_SVC_PROCESS_SIMULATE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "guanxi/workflow/v1/process_definition.pb.h"
#include "workflow-svc/process/command.h"
#include "workflow-svc/process/directory.h"
#include "workflow-svc/process/model.h"

namespace guanxi::workflow {

// How something was started.
struct PastStart {
  std::string initiator;
  StartProcess start;
};

struct Simulated {
  // By the model that is in force, and by the draft. Where it could not be started the status says
  // why, and the preview is empty.
  absl::Status before_status;
  v1::ProcessPreview before;
  absl::Status after_status;
  v1::ProcessPreview after;
  // Whether nodes, people, outcome or status differ.
  bool differs = false;
};

// One for each of `past`, with the people of now. Values that the draft has no field for are left
// out. Pure.
std::vector<Simulated> Simulate(const Model& in_force, const Model& draft,
                                const std::vector<PastStart>& past,
                                const Surroundings& surroundings);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_PROCESS_SIMULATE_H_
