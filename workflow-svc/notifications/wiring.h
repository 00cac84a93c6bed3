// The services and the work of notifications, as one process has them.
#ifndef GUANXI_WORKFLOW_SVC_NOTIFICATIONS_WIRING_H_
#define GUANXI_WORKFLOW_SVC_NOTIFICATIONS_WIRING_H_

#include "common/service/services.h"
#include "workflow-svc/notifications/day_report_client.h"
#include "workflow-svc/notifications/outgoing.h"
#include "workflow-svc/notifications/people.h"
#include "workflow-svc/resources.h"

namespace guanxi::workflow {

struct NotificationOptions {
  Outgoing::Options outgoing;
  FindPerson find_person;
  AskDayReport ask_day_report;
};

// Adds NotificationService, ChannelService, DeliveryService, those of templates and preferences,
// what tells and what sends, and what is purged. `made->catalog` and `made->timers` are there
// already.
void AddNotifications(const service::Parts& parts, const Resources* resources,
                      NotificationOptions options, service::Services* made);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_NOTIFICATIONS_WIRING_H_
