#include "workflow-svc/notifications/wiring.h"

#include <utility>

#include "common/resource/environment.h"
#include "guanxi/workflow/v1/channel_service.adapter.h"
#include "guanxi/workflow/v1/delivery_service.adapter.h"
#include "guanxi/workflow/v1/notification_preference_service.adapter.h"
#include "guanxi/workflow/v1/notification_service.adapter.h"
#include "guanxi/workflow/v1/notification_template_service.adapter.h"
#include "workflow-svc/notifications/channel_account.h"
#include "workflow-svc/notifications/channel_service.h"
#include "workflow-svc/notifications/day_report_timer.h"
#include "workflow-svc/notifications/day_reports.h"
#include "workflow-svc/notifications/dispatcher.h"
#include "workflow-svc/notifications/notification_service.h"
#include "workflow-svc/notifications/sender.h"
#include "workflow-svc/notifications/worker.h"

namespace guanxi::workflow {
namespace {

// So soon somebody hears of what was committed; an empty queue is one look-up by an index.
constexpr absl::Duration kLook = absl::Milliseconds(300);

}  // namespace

void AddNotifications(const service::Parts& parts, const Resources* resources,
                      NotificationOptions options, service::Services* made) {
  const resource::Catalog& catalog = *made->catalog;
  auto* const outgoing = made->Keep<Outgoing>(std::move(options.outgoing));
  auto* const people = made->Keep<People>(std::move(options.find_person), parts.system_clock);
  auto* const accounts =
      made->Keep<ChannelAccounts>(parts.engine->environment().request_log_keys());
  made->Serve<v1::NotificationServiceAdapter>(
      parts.pipeline, catalog, made->Keep<NotificationServiceImpl>(parts.engine, resources));
  made->Serve<v1::ChannelServiceAdapter>(
      parts.pipeline, catalog,
      made->Keep<ChannelServiceImpl>(parts.engine, resources, accounts, outgoing,
                                     parts.system_clock));
  made->Serve<v1::DeliveryServiceAdapter>(parts.pipeline, catalog);
  made->Serve<v1::NotificationPreferenceServiceAdapter>(parts.pipeline, catalog);
  made->Serve<v1::NotificationTemplateServiceAdapter>(parts.pipeline, catalog);
  auto* const dispatcher = made->Keep<Dispatcher>(parts.database, parts.engine, resources, people);
  Sender::Options sending;
  sending.clock = parts.system_clock;
  auto* const sender = made->Keep<Sender>(parts.database, parts.engine, resources, accounts,
                                          outgoing, people, sending);
  made->loops.push_back({kLook, [dispatcher] {
                           RunDry("notification.not_read", [&] { return dispatcher->RunOnce(); });
                         }});
  made->loops.push_back(
      {kLook, [sender] { RunDry("delivery.not_read", [&] { return sender->RunOnce(); }); }});
  made->timer_kinds[kDayReportTimer] = DayReportKind(
      {parts.engine, resources, made->timers, people, std::move(options.ask_day_report)});
  made->schedules.push_back({"purge_notifications", absl::Hours(1),
                             [database = parts.database, clock = parts.system_clock] {
                               return PurgeNotifications(database, clock).status();
                             }});
}

}  // namespace guanxi::workflow
