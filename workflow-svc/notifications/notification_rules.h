// What is true of channels, templates and preferences: normal forms and checks.
//
// Pure: no I/O, no clock.
#ifndef GUANXI_WORKFLOW_SVC_NOTIFICATIONS_NOTIFICATION_RULES_H_
#define GUANXI_WORKFLOW_SVC_NOTIFICATIONS_NOTIFICATION_RULES_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/errors/errors.h"
#include "guanxi/workflow/v1/channel.pb.h"
#include "guanxi/workflow/v1/notification_preference.pb.h"
#include "guanxi/workflow/v1/notification_template.pb.h"

namespace guanxi::workflow {

// `state` of a new one is ACTIVE, and one of EMAIL is ready.
void NormalizeChannel(v1::Channel* channel, Violations* violations);
void CheckChannel(const v1::Channel& next, Violations* violations);

void NormalizeTemplate(v1::NotificationTemplate* text, Violations* violations);
void CheckTemplate(const v1::NotificationTemplate& next, Violations* violations);

void CheckPreference(const v1::NotificationPreference& next, Violations* violations);

// The port that a mail server is called at.
int PortOf(const v1::Smtp& smtp);

// Whether the person wants it by e-mail, too; null: he has no preference.
bool WantsEmail(const v1::NotificationPreference* preference, v1::Notification::Kind kind);
// Whether he does not want to be told at all.
bool IsMuted(const v1::NotificationPreference* preference, v1::Notification::Kind kind);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_NOTIFICATIONS_NOTIFICATION_RULES_H_
