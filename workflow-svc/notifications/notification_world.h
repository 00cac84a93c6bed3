// Notifications over a real database, with an outside world on loopback, for tests.
#ifndef GUANXI_WORKFLOW_SVC_NOTIFICATIONS_NOTIFICATION_WORLD_H_
#define GUANXI_WORKFLOW_SVC_NOTIFICATIONS_NOTIFICATION_WORLD_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/outgoing/sinks.h"
#include "common/rpc/call.h"
#include "common/testing/fake_clock.h"
#include "guanxi/workflow/v1/channel.pb.h"
#include "guanxi/workflow/v1/delivery.pb.h"
#include "guanxi/workflow/v1/notification.pb.h"
#include "guanxi/workflow/v1/notification_preference.pb.h"
#include "workflow-svc/notifications/channel_service.h"
#include "workflow-svc/notifications/dispatcher.h"
#include "workflow-svc/notifications/notification_service.h"
#include "workflow-svc/notifications/notifier.h"
#include "workflow-svc/notifications/outgoing.h"
#include "workflow-svc/notifications/people.h"
#include "workflow-svc/notifications/sender.h"
#include "workflow-svc/test_service.h"

namespace guanxi::workflow {

// One for each test. What does not do what tests take for granted ends the process.
struct NotificationWorld {
  // Time stands at 22:13:20 in Shanghai, of Monday, 21 September 2026.
  NotificationWorld();

  static std::string User(const std::string& name);
  // A call of "chen", "ben" or "ada" of the first tenant, whose role says everything for all
  // records.
  rpc::Call CallOf(const std::string& name) const;

  // In a transaction of their own, as the service.
  void Tell(const Notice& notice);
  void Send(const Posting& posting);
  // Tells all that is ready, and sends all that is due.
  void Run();
  void Advance(absl::Duration by);

  v1::Channel Create(v1::Channel channel);
  // A mail server at `mail`, and a channel that calls `web`.
  v1::Channel CreateMail();
  v1::Channel CreateWeb(v1::Channel::Kind kind, const std::string& secret = "");
  v1::Channel Get(const std::string& channel);
  void Prefer(v1::NotificationPreference preference);

  // Oldest first.
  std::vector<v1::Notification> NotificationsOf(const std::string& name);
  std::vector<v1::Delivery> Deliveries();

  TestService service;
  // The real time, beside that of the business.
  FakeClock system{absl::FromUnixSeconds(1'790'000'000)};
  std::map<std::string, Person> directory;  // by name of the user
  bool directory_is_down = false;
  ::guanxi::outgoing::SmtpSink mail;
  ::guanxi::outgoing::HttpSink web;
  Outgoing outgoing;
  People people;
  ChannelAccounts accounts;
  Dispatcher dispatcher;
  Sender sender;
  ChannelServiceImpl channels;
  NotificationServiceImpl notifications;
};

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_NOTIFICATIONS_NOTIFICATION_WORLD_H_
