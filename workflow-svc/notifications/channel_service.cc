#include "workflow-svc/notifications/channel_service.h"

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/outgoing/url.h"
#include "common/resource/environment.h"
#include "common/resource/field_rights.h"
#include "common/resource/hourly_limit.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "common/text/email.h"
#include "google/protobuf/util/time_util.h"
#include "workflow-svc/notifications/channel_send.h"
#include "workflow-svc/notifications/delivery_queue.h"
#include "workflow-svc/notifications/notification_rules.h"

namespace guanxi::workflow {
namespace {

using google::protobuf::util::TimeUtil;
using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::Channel;
using SetRequest = v1::SetChannelCredentialsRequest;

constexpr resource::HourlyLimit kTests = {"channel_tests", 60, "TOO_MANY_TESTS", "test channels"};

google::protobuf::Timestamp Stamp(absl::Time time) {
  return TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(time));
}

bool Clears(const SetRequest& request, SetRequest::Secret secret) {
  return std::find(request.clear().begin(), request.clear().end(), secret) != request.clear().end();
}

// Whatever kind of channel it is for.
absl::Status CheckRequest(const SetRequest& request) {
  Violations violations;
  const bool is_printable =
      std::all_of(request.secret().begin(), request.secret().end(),
                  [](unsigned char c) { return absl::ascii_isgraph(c) || c == ' '; });
  if (!is_printable) violations.Add("secret", "want printable ASCII");
  for (int i = 0; i < request.clear_size(); ++i) {
    const std::string entry = absl::StrCat("clear[", i, "]");
    const auto secret = request.clear(i);
    if (secret != SetRequest::URL && secret != SetRequest::SECRET) {
      violations.Add(entry, "want URL or SECRET");
    } else if (!(secret == SetRequest::URL ? request.url() : request.secret()).empty()) {
      violations.Add(entry, "is stated, too");
    }
  }
  return violations.ToStatus();
}

// Sets what the request states; says what of it the channel has no use for.
absl::Status Apply(const SetRequest& request, Channel* channel, Credentials* credentials) {
  if (channel->kind() == Channel::EMAIL && !request.url().empty()) {
    return InvalidField("url", "a mail server is called by smtp");
  }
  if (channel->kind() == Channel::EMAIL && !request.secret().empty() &&
      channel->smtp().user().empty()) {
    return InvalidField("secret", "want smtp.user first: nobody logs in");
  }
  if (channel->kind() == Channel::WECOM && !request.secret().empty()) {
    return InvalidField("secret", "a robot of WeCom has none but its address");
  }
  if (Clears(request, SetRequest::URL)) credentials->url.clear();
  if (Clears(request, SetRequest::SECRET)) credentials->secret.clear();
  if (!request.secret().empty()) credentials->secret = request.secret();
  if (!request.url().empty()) credentials->url = request.url();
  channel->clear_host();
  if (!credentials->url.empty()) {
    const auto host = outgoing::HostOfUrl(credentials->url);
    if (!host.ok()) return InvalidField("url", host.status().message());
    channel->set_host(*host);
  }
  channel->set_has_secret(!credentials->secret.empty());
  channel->set_ready(channel->kind() == Channel::EMAIL || !credentials->url.empty());
  return absl::OkStatus();
}

absl::Status CheckAddress(const Channel& channel, const std::string& address) {
  if (channel.kind() != Channel::EMAIL) {
    return address.empty() ? absl::OkStatus() : InvalidField("address", "is of EMAIL alone");
  }
  return text::ParseEmail(address).ok() ? absl::OkStatus()
                                        : InvalidField("address", "want an e-mail address");
}

}  // namespace

absl::StatusOr<Channel> ChannelServiceImpl::SetChannelCredentials(const rpc::Call& call,
                                                                  const SetRequest& request) {
  const resource::Resource& channels = *resources_->channels;
  // What it has no use for would tell what it is.
  GUANXI_RETURN_IF_ERROR(resource::CheckSeen(channels.type(), call.principal, {"kind", "smtp"}));
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(channels.type(), request.name(), "name"));
  GUANXI_ASSIGN_OR_RETURN(const std::string etag,
                          resource::StatedEtag(call, request.etag(), "etag"));
  GUANXI_RETURN_IF_ERROR(CheckRequest(request));
  Channel next;
  GUANXI_RETURN_IF_ERROR(engine_->Mutate(
      call, request, resource::WriteContext(), &next, [&](UnitOfWork& work) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const Stored old, work.GetLive(channels, name));
        GUANXI_RETURN_IF_ERROR(work.CheckEtag(channels, etag, old));
        const Uuid& tenant = work.principal().tenant;
        GUANXI_ASSIGN_OR_RETURN(ChannelAccount account, accounts_->Get(work.tx(), tenant, name.id));
        next.CopyFrom(*old.message);
        if (request.url().empty() && request.secret().empty() && request.clear().empty()) {
          return absl::OkStatus();
        }
        GUANXI_RETURN_IF_ERROR(Apply(request, &next, &account.credentials));
        *next.mutable_credentials_time() = Stamp(work.now());
        GUANXI_RETURN_IF_ERROR(work.Update(channels, old, &next).status());
        return accounts_->Put(work.tx(), tenant, name.id, account);
      }));
  return next;
}

absl::StatusOr<v1::TestChannelResponse> ChannelServiceImpl::TestChannel(
    const rpc::Call& call, const v1::TestChannelRequest& request) {
  const resource::Resource& channels = *resources_->channels;
  GUANXI_RETURN_IF_ERROR(resource::CheckSeen(channels.type(), call.principal, {"kind"}));
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(channels.type(), request.name(), "name"));
  Channel channel;
  Credentials credentials;
  ChannelMessage message;
  GUANXI_RETURN_IF_ERROR(engine_->Write(
      call.principal, resource::TxOptionsOf(call), {}, [&](UnitOfWork& work) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const Stored old, work.GetLive(channels, name));
        channel.CopyFrom(*old.message);
        GUANXI_RETURN_IF_ERROR(CheckAddress(channel, request.address()));
        *channel.mutable_test_time() = Stamp(work.now());
        GUANXI_RETURN_IF_ERROR(work.Update(channels, old, &channel).status());
        GUANXI_RETURN_IF_ERROR(resource::CountInHour(work, kTests));
        GUANXI_ASSIGN_OR_RETURN(const ChannelAccount account,
                                accounts_->Get(work.tx(), work.principal().tenant, name.id));
        credentials = account.credentials;
        message.id = work.environment().uuids().Next().ToString();
        message.time = work.now();
        return absl::OkStatus();
      }));
  message.address = request.address();
  message.sayings = {{"测试 Test", channel.display_name(), "", 1}};
  message.source = channel.name();
  const Outcome outcome = SendBy(*outgoing_, channel, credentials, message, clock_->Now());
  v1::TestChannelResponse response;
  response.set_sent(outcome.ok());
  response.set_error(outcome.error);
  return response;
}

absl::StatusOr<Channel> ChannelServiceImpl::ResumeChannel(const rpc::Call& call,
                                                          const v1::ResumeChannelRequest& request) {
  const resource::Resource& channels = *resources_->channels;
  GUANXI_RETURN_IF_ERROR(resource::CheckSeen(channels.type(), call.principal, {"state"}));
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(channels.type(), request.name(), "name"));
  GUANXI_ASSIGN_OR_RETURN(const std::string etag,
                          resource::StatedEtag(call, request.etag(), "etag"));
  Channel next;
  GUANXI_RETURN_IF_ERROR(engine_->Mutate(
      call, request, resource::WriteContext(), &next, [&](UnitOfWork& work) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const Stored old, work.GetLive(channels, name));
        GUANXI_RETURN_IF_ERROR(work.CheckEtag(channels, etag, old));
        next.CopyFrom(*old.message);
        if (next.state() == Channel::ACTIVE) return absl::OkStatus();
        next.set_state(Channel::ACTIVE);
        GUANXI_RETURN_IF_ERROR(work.Update(channels, old, &next).status());
        return Hasten(work.tx(), work.principal().tenant, name.id, work.now());
      }));
  return next;
}

}  // namespace guanxi::workflow
