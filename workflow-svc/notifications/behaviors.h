// The resources of notifications, wired to the engine.
#ifndef GUANXI_WORKFLOW_SVC_NOTIFICATIONS_BEHAVIORS_H_
#define GUANXI_WORKFLOW_SVC_NOTIFICATIONS_BEHAVIORS_H_

#include "common/resource/behavior.h"
#include "common/timers/timers.h"
#include "guanxi/workflow/v1/channel.pb.h"
#include "guanxi/workflow/v1/delivery.pb.h"
#include "guanxi/workflow/v1/notification.pb.h"
#include "guanxi/workflow/v1/notification_preference.pb.h"
#include "guanxi/workflow/v1/notification_template.pb.h"

namespace guanxi::workflow {

// With a channel its secrets go.
resource::Behavior<v1::Channel> ChannelBehavior();
resource::Behavior<v1::Delivery> DeliveryBehavior();
resource::Behavior<v1::Notification> NotificationBehavior();
// Whoever asks for day reports has a timer; `timers`, which may be null, is not owned.
resource::Behavior<v1::NotificationPreference> NotificationPreferenceBehavior(
    timers::Timers* timers);
resource::Behavior<v1::NotificationTemplate> NotificationTemplateBehavior();

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_NOTIFICATIONS_BEHAVIORS_H_
