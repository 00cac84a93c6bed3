#include "workflow-svc/notifications/notification_world.h"

#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/log.h"
#include "common/base/uuid.h"
#include "common/events/unit_effects.h"
#include "common/policy/policy.h"
#include "guanxi/access/v1/policy.pb.h"
#include "guanxi/workflow/v1/channel_service.pb.h"
#include "guanxi/workflow/v1/delivery_service.pb.h"
#include "guanxi/workflow/v1/notification_preference_service.pb.h"
#include "guanxi/workflow/v1/notification_service.pb.h"

namespace guanxi::workflow {
namespace {

constexpr char kNames[][6] = {"chen", "ben", "ada"};

[[noreturn]] void Give(const char* what, const absl::Status& status) {
  Log(Severity::kError, "test.failed", {{"what", what}, {"error", status.ToString()}});
  std::abort();
}

template <typename T>
T Must(const char* what, absl::StatusOr<T> result) {
  if (!result.ok()) Give(what, result.status());
  return *std::move(result);
}

Outgoing::Options ToLoopback() {
  Outgoing::Options options;
  options.allowed_hosts = {"127.0.0.1"};
  options.connect_time = absl::Seconds(2);
  return options;
}

std::shared_ptr<const policy::Rights> RightsOf(const Uuid& tenant, const std::string& user) {
  access::v1::PolicySnapshot snapshot;
  auto* const role = snapshot.add_roles();
  role->set_name("roles/all");
  auto* const all = role->add_permissions();
  all->set_pattern("*");
  all->set_scope(access::v1::ALL);
  for (const char* name : kNames) {
    auto* const one = snapshot.add_users();
    one->set_name(NotificationWorld::User(name));
    one->set_active(true);
    one->add_roles(role->name());
  }
  Principal principal;
  principal.tenant = tenant;
  principal.subject = user;
  return policy::Policy::Compile(std::move(snapshot))->Decide(principal, "own").value();
}

}  // namespace

NotificationWorld::NotificationWorld()
    : outgoing(ToLoopback()),
      people(
          [this](const Uuid&, const Uuid& user) -> absl::StatusOr<Person> {
            if (directory_is_down) return absl::UnavailableError("down");
            const auto known = directory.find(absl::StrCat("users/", user.ToString()));
            return known != directory.end() ? known->second : Person();
          },
          &system),
      accounts(service.environment->request_log_keys()),
      dispatcher(service.database.get(), service.engine.get(), service.resources.get(), &people),
      sender(service.database.get(), service.engine.get(), service.resources.get(), &accounts,
             &outgoing, &people,
             [this] {
               Sender::Options options;
               options.clock = &system;
               return options;
             }()),
      channels(service.engine.get(), service.resources.get(), &accounts, &outgoing, &system),
      notifications(service.engine.get(), service.resources.get()) {
  for (const char* name : kNames) {
    directory[User(name)] = {true, absl::StrCat(name, "@example.com"), "zh-CN"};
  }
}

std::string NotificationWorld::User(const std::string& name) {
  return absl::StrCat("users/", DeriveUuid("user", name).ToString());
}

rpc::Call NotificationWorld::CallOf(const std::string& name) const {
  rpc::Call call = service.call();
  call.principal.subject = User(name);
  call.principal.rights = RightsOf(call.principal.tenant, call.principal.subject);
  return call;
}

void NotificationWorld::Tell(const Notice& notice) {
  const Principal writer = events::WriterIn(service.call().principal.tenant, "test");
  const absl::Status status = service.engine->Write(
      writer, {}, {}, [&](resource::UnitOfWork& work) { return Notify(work, notice); });
  if (!status.ok()) Give("Notify", status);
}

void NotificationWorld::Send(const Posting& posting) {
  const Principal writer = events::WriterIn(service.call().principal.tenant, "test");
  const absl::Status status = service.engine->Write(
      writer, {}, {}, [&](resource::UnitOfWork& work) { return Post(work, posting); });
  if (!status.ok()) Give("Post", status);
}

void NotificationWorld::Run() {
  while (Must("dispatcher", dispatcher.RunOnce()) > 0) {
  }
  while (Must("sender", sender.RunOnce()) > 0) {
  }
}

void NotificationWorld::Advance(absl::Duration by) {
  service.clock.Advance(by);
  system.Advance(by);
}

v1::Channel NotificationWorld::Create(v1::Channel channel) {
  channel.set_display_name("渠道");
  channel.set_owner(User("ada"));
  v1::CreateChannelRequest request;
  *request.mutable_channel() = std::move(channel);
  return Must("CreateChannel",
              service.catalog->Of<v1::Channel>().Create<v1::Channel>(service.call(), request));
}

v1::Channel NotificationWorld::CreateMail() {
  v1::Channel channel;
  channel.set_kind(v1::Channel::EMAIL);
  channel.mutable_smtp()->set_host("127.0.0.1");
  channel.mutable_smtp()->set_port(mail.port());
  channel.mutable_smtp()->set_tls(v1::Smtp::NONE);
  channel.mutable_smtp()->set_from("crm@example.com");
  channel.mutable_smtp()->set_from_name("关系");
  return Create(std::move(channel));
}

v1::Channel NotificationWorld::CreateWeb(v1::Channel::Kind kind, const std::string& secret) {
  v1::Channel channel;
  channel.set_kind(kind);
  v1::SetChannelCredentialsRequest request;
  request.set_name(Create(std::move(channel)).name());
  request.set_url(web.Url("/robot?access_token=t0ken"));
  request.set_secret(secret);
  return Must("SetChannelCredentials", channels.SetChannelCredentials(service.call(), request));
}

v1::Channel NotificationWorld::Get(const std::string& channel) {
  v1::GetChannelRequest request;
  request.set_name(channel);
  return Must("GetChannel",
              service.catalog->Of<v1::Channel>().Get<v1::Channel>(service.call(), request));
}

void NotificationWorld::Prefer(v1::NotificationPreference preference) {
  v1::CreateNotificationPreferenceRequest request;
  *request.mutable_notification_preference() = std::move(preference);
  Must("CreateNotificationPreference",
       service.catalog->Of<v1::NotificationPreference>().Create<v1::NotificationPreference>(
           service.call(), request));
}

std::vector<v1::Notification> NotificationWorld::NotificationsOf(const std::string& name) {
  v1::ListNotificationsRequest request;
  request.set_order_by("create_time");
  request.set_page_size(1000);
  const auto page =
      Must("ListNotifications",
           service.catalog->Of<v1::Notification>().List<v1::ListNotificationsResponse>(CallOf(name),
                                                                                       request));
  return {page.notifications().begin(), page.notifications().end()};
}

std::vector<v1::Delivery> NotificationWorld::Deliveries() {
  v1::ListDeliveriesRequest request;
  request.set_order_by("create_time");
  request.set_page_size(1000);
  const auto page =
      Must("ListDeliveries", service.catalog->Of<v1::Delivery>().List<v1::ListDeliveriesResponse>(
                                 service.call(), request));
  return {page.deliveries().begin(), page.deliveries().end()};
}

}  // namespace guanxi::workflow
