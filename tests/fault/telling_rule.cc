#include "tests/fault/telling_rule.h"

#include <grpcpp/channel.h>

#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/errors/grpc.h"
#include "common/rpc/client.h"
#include "guanxi/workflow/v1/automation_rule_service.grpc.pb.h"
#include "guanxi/workflow/v1/channel_service.grpc.pb.h"

namespace guanxi::fault {
namespace {

using workflow::v1::AutomationRule;
using workflow::v1::AutomationRuleService;
using workflow::v1::Channel;
using workflow::v1::ChannelService;

constexpr absl::Duration kCallTimeout = absl::Seconds(20);

template <typename Stub, typename Method, typename Request, typename Response>
absl::Status Call(Stub& stub, Method method, const Request& request, Response* response) {
  grpc::ClientContext context;
  rpc::Prepare(kCallTimeout, "", &context);
  return FromGrpcStatus((stub.*method)(&context, request, response));
}

// One that calls `url`. Its owner is told when it is paused.
absl::Status MakeChannel(const std::shared_ptr<grpc::Channel>& workflow, const std::string& url,
                         const std::string& owner, Channel* channel) {
  const auto stub = ChannelService::NewStub(workflow);
  workflow::v1::CreateChannelRequest create;
  create.mutable_channel()->set_display_name("c");
  create.mutable_channel()->set_kind(Channel::WEBHOOK);
  create.mutable_channel()->set_owner(owner);
  GUANXI_RETURN_IF_ERROR(Call(*stub, &ChannelService::Stub::CreateChannel, create, channel));
  workflow::v1::SetChannelCredentialsRequest address;
  address.set_name(channel->name());
  address.set_url(url);
  return Call(*stub, &ChannelService::Stub::SetChannelCredentials, address, channel);
}

}  // namespace

absl::Status EnableTellingRule(const std::shared_ptr<grpc::Channel>& workflow,
                               const std::string& url) {
  const auto stub = AutomationRuleService::NewStub(workflow);
  workflow::v1::CreateAutomationRuleRequest create;
  AutomationRule rule;
  rule.set_display_name("r");
  rule.set_resource_type("guanxi.dev/Customer");
  auto* const time = rule.mutable_trigger()->mutable_time();
  time->set_field("create_time");
  time->mutable_offset()->set_count(3);
  time->mutable_offset()->set_unit(workflow::v1::CalendarOffset::DAY);
  rule.add_actions()->mutable_todo()->set_title("t");
  auto* const notification = rule.add_actions()->mutable_notification();
  notification->set_title("t");
  notification->add_recipients()->set_rule_owner(true);
  *create.mutable_automation_rule() = rule;
  GUANXI_RETURN_IF_ERROR(
      Call(*stub, &AutomationRuleService::Stub::CreateAutomationRule, create, &rule));
  // Who owns it is known now.
  Channel channel;
  GUANXI_RETURN_IF_ERROR(MakeChannel(workflow, url, rule.owner(), &channel));
  auto* const webhook = rule.add_actions()->mutable_webhook();
  webhook->set_title("t");
  webhook->set_channel(channel.name());
  workflow::v1::UpdateAutomationRuleRequest update;
  *update.mutable_automation_rule() = rule;
  update.mutable_update_mask()->add_paths("actions");
  GUANXI_RETURN_IF_ERROR(
      Call(*stub, &AutomationRuleService::Stub::UpdateAutomationRule, update, &rule));
  workflow::v1::EnableAutomationRuleRequest enable;
  enable.set_name(rule.name());
  return Call(*stub, &AutomationRuleService::Stub::EnableAutomationRule, enable, &rule);
}

}  // namespace guanxi::fault
