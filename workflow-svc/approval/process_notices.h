// Who is told of what in processes.
#ifndef GUANXI_WORKFLOW_SVC_APPROVAL_PROCESS_NOTICES_H_
#define GUANXI_WORKFLOW_SVC_APPROVAL_PROCESS_NOTICES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/workflow/v1/notification.pb.h"
#include "guanxi/workflow/v1/process_instance.pb.h"
#include "guanxi/workflow/v1/process_task.pb.h"

namespace guanxi::workflow {

// Tells the assignee, or those who may claim it, of a task that is open or copied; not who brought
// it about himself. Errors: those of Notify.
absl::Status TellTask(resource::UnitOfWork& work, const v1::ProcessTask& task);

// Tells users, each once, of an instance; not who brought it about himself. Errors: those of
// Notify.
absl::Status TellUsers(resource::UnitOfWork& work, v1::Notification::Kind kind,
                       const v1::ProcessInstance& instance, const std::vector<std::string>& users);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_APPROVAL_PROCESS_NOTICES_H_
