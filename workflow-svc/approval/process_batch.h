// What requests about many tasks share: for the files of ProcessTaskServiceImpl alone.
#ifndef GUANXI_WORKFLOW_SVC_APPROVAL_PROCESS_BATCH_H_
#define GUANXI_WORKFLOW_SVC_APPROVAL_PROCESS_BATCH_H_

#include <string>

#include "absl/status/status.h"
#include "google/rpc/status.pb.h"

namespace guanxi::workflow {

// As the answer for one of many has it, details included.
google::rpc::Status ErrorOf(const absl::Status& status);

// A request of one of many, safe to repeat with the whole.
std::string RequestIdOf(const std::string& request_id, const std::string& name);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_APPROVAL_PROCESS_BATCH_H_
