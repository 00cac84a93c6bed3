// Models as JSON, the same tree: the mapping of protocol buffers.
#ifndef GUANXI_WORKFLOW_SVC_PROCESS_MODEL_JSON_H_
#define GUANXI_WORKFLOW_SVC_PROCESS_MODEL_JSON_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "guanxi/workflow/v1/process_model.pb.h"

namespace guanxi::workflow {

// At most 1 MiB. INVALID_ARGUMENT, INVALID_FIELD under `path`: no JSON, a key twice, or one that
// there is not.
absl::StatusOr<v1::ProcessModel> ModelFromJson(absl::string_view path, absl::string_view json);
// With the names of the proto, line by line.
std::string ModelToJson(const v1::ProcessModel& model);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_PROCESS_MODEL_JSON_H_
