#include "workflow-svc/notifications/channel_send.h"

#include "common/text/email.h"
#include "workflow-svc/notifications/notification_rules.h"
#include "workflow-svc/notifications/robot.h"

namespace guanxi::workflow {
namespace {

using v1::Channel;
using v1::Delivery;
using v1::Smtp;

MailCall::Tls TlsOf(const Smtp& smtp) {
  if (smtp.tls() == Smtp::IMPLICIT) return MailCall::Tls::kImplicit;
  return smtp.tls() == Smtp::NONE ? MailCall::Tls::kNone : MailCall::Tls::kStartTls;
}

Outcome SendMail(const Outgoing& outgoing, const Smtp& smtp, const Credentials& credentials,
                 const ChannelMessage& message, absl::Time now) {
  const auto address = text::ParseEmail(message.address);
  if (!address.ok()) return {Delivery::NO_ADDRESS, /*for_good=*/true};
  Mail mail;
  mail.from_name = smtp.from_name();
  mail.from = smtp.from();
  mail.to = address->address;
  mail.id = message.id;
  mail.time = now;
  mail.sayings = message.sayings;
  MailCall call;
  call.host = smtp.host();
  call.port = PortOf(smtp);
  call.tls = TlsOf(smtp);
  call.user = smtp.user();
  call.password = credentials.secret;
  call.from = mail.from;
  call.to = mail.to;
  call.message = MakeMail(mail);
  return outgoing.SendMail(call);
}

}  // namespace

Outcome SendBy(const Outgoing& outgoing, const Channel& channel, const Credentials& credentials,
               const ChannelMessage& message, absl::Time now) {
  const std::string& url = credentials.url;
  if (message.sayings.empty()) return {Delivery::CONTENT_GONE, /*for_good=*/true};
  if (channel.kind() != Channel::EMAIL && url.empty()) return {Delivery::CHANNEL_NOT_READY};
  switch (channel.kind()) {
    case Channel::EMAIL:
      return SendMail(outgoing, channel.smtp(), credentials, message, now);
    case Channel::DINGTALK:
      return RobotOutcome(channel.kind(),
                          outgoing.Post(DingTalkCall(url, credentials.secret, channel.format(),
                                                     message.sayings, now)));
    case Channel::WECOM:
      return RobotOutcome(channel.kind(),
                          outgoing.Post(WeComCall(url, channel.format(), message.sayings)));
    case Channel::WEBHOOK:
      return outgoing.Post(WebhookCall(
          url, credentials.secret,
          {message.id, message.time, message.sayings[0], message.source, message.data_json}, now));
    default:
      return {Delivery::CHANNEL_NOT_READY, /*for_good=*/true};
  }
}

}  // namespace guanxi::workflow
