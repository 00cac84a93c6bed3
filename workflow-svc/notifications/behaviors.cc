#include "workflow-svc/notifications/behaviors.h"

#include "common/base/status_macros.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "workflow-svc/notifications/channel_account.h"
#include "workflow-svc/notifications/day_report_timer.h"
#include "workflow-svc/notifications/notification_rules.h"

namespace guanxi::workflow {
namespace {

using resource::ChangeKind;
using resource::StatesValues;
using resource::UnitOfWork;
using resource::WriteContext;
using v1::Channel;
using v1::NotificationPreference;
using v1::NotificationTemplate;

}  // namespace

resource::Behavior<Channel> ChannelBehavior() {
  resource::Behavior<Channel> channel;
  channel.normalize = [](const WriteContext&, Channel* message, Violations* violations) {
    NormalizeChannel(message, violations);
  };
  channel.check = [](ChangeKind kind, const Channel*, const Channel& next, Violations* violations) {
    if (StatesValues(kind)) CheckChannel(next, violations);
  };
  channel.derive = [](UnitOfWork& work, ChangeKind kind, const Channel*,
                      const Channel& next) -> absl::Status {
    if (kind != ChangeKind::kDeleted) return absl::OkStatus();
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, resource::ParseReference("channels", next.name()));
    return EraseChannelAccount(work.tx(), work.principal().tenant, id);
  };
  return channel;
}

resource::Behavior<v1::Delivery> DeliveryBehavior() { return {}; }

resource::Behavior<v1::Notification> NotificationBehavior() { return {}; }

resource::Behavior<NotificationPreference> NotificationPreferenceBehavior(timers::Timers* timers) {
  resource::Behavior<NotificationPreference> preference;
  preference.check = [](ChangeKind kind, const NotificationPreference*,
                        const NotificationPreference& next, Violations* violations) {
    if (StatesValues(kind)) CheckPreference(next, violations);
  };
  if (timers == nullptr) return preference;
  preference.derive = [timers](UnitOfWork& work, ChangeKind kind, const NotificationPreference* old,
                               const NotificationPreference& next) -> absl::Status {
    // With one that is removed another may hold again.
    const bool may_matter = kind == ChangeKind::kDeleted || next.has_day_report() ||
                            (old != nullptr && old->has_day_report());
    return may_matter ? ArmDayReport(work, *timers, next) : absl::OkStatus();
  };
  return preference;
}

resource::Behavior<NotificationTemplate> NotificationTemplateBehavior() {
  resource::Behavior<NotificationTemplate> text;
  text.normalize = [](const WriteContext&, NotificationTemplate* message, Violations* violations) {
    NormalizeTemplate(message, violations);
  };
  text.check = [](ChangeKind kind, const NotificationTemplate*, const NotificationTemplate& next,
                  Violations* violations) {
    if (StatesValues(kind)) CheckTemplate(next, violations);
  };
  return text;
}

}  // namespace guanxi::workflow
