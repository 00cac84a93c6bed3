// The custom methods of guanxi.workflow.v1.NotificationService.
#ifndef GUANXI_WORKFLOW_SVC_NOTIFICATIONS_NOTIFICATION_SERVICE_H_
#define GUANXI_WORKFLOW_SVC_NOTIFICATIONS_NOTIFICATION_SERVICE_H_

#include <vector>

#include "absl/status/statusor.h"
#include "common/base/uuid.h"
#include "common/resource/engine.h"
#include "guanxi/workflow/v1/notification_service.adapter.h"
#include "workflow-svc/resources.h"

namespace guanxi::workflow {

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class NotificationServiceImpl : public v1::NotificationServiceMethods {
 public:
  NotificationServiceImpl(const resource::Engine* engine, const Resources* resources)
      : engine_(engine), resources_(resources) {}

  absl::StatusOr<v1::CountUnreadNotificationsResponse> CountUnreadNotifications(
      const rpc::Call& call, const v1::CountUnreadNotificationsRequest& request) override;
  absl::StatusOr<v1::MarkNotificationsReadResponse> MarkNotificationsRead(
      const rpc::Call& call, const v1::MarkNotificationsReadRequest& request) override;

 private:
  // The caller's oldest unread ones up to the request's time, one more than are marked at once.
  absl::StatusOr<std::vector<Uuid>> UnreadBefore(
      const rpc::Call& call, const v1::MarkNotificationsReadRequest& request) const;

  const resource::Engine* const engine_;
  const Resources* const resources_;
};

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_NOTIFICATIONS_NOTIFICATION_SERVICE_H_
