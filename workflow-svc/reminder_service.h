// The custom methods of guanxi.workflow.v1.ReminderService.
#ifndef GUANXI_WORKFLOW_SVC_REMINDER_SERVICE_H_
#define GUANXI_WORKFLOW_SVC_REMINDER_SERVICE_H_

#include "absl/status/statusor.h"
#include "common/resource/engine.h"
#include "guanxi/workflow/v1/reminder_service.adapter.h"
#include "workflow-svc/resources.h"

namespace guanxi::workflow {

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class ReminderServiceImpl : public v1::ReminderServiceMethods {
 public:
  ReminderServiceImpl(const resource::Engine* engine, const Resources* resources)
      : engine_(engine), resources_(resources) {}

  absl::StatusOr<v1::Reminder> DismissReminder(const rpc::Call& call,
                                               const v1::DismissReminderRequest& request) override;

 private:
  const resource::Engine* const engine_;
  const Resources* const resources_;
};

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_REMINDER_SERVICE_H_
