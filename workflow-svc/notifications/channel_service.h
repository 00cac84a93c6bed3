// The custom methods of guanxi.workflow.v1.ChannelService.
#ifndef GUANXI_WORKFLOW_SVC_NOTIFICATIONS_CHANNEL_SERVICE_H_
#define GUANXI_WORKFLOW_SVC_NOTIFICATIONS_CHANNEL_SERVICE_H_

#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/resource/engine.h"
#include "guanxi/workflow/v1/channel_service.adapter.h"
#include "workflow-svc/notifications/channel_account.h"
#include "workflow-svc/notifications/outgoing.h"
#include "workflow-svc/resources.h"

namespace guanxi::workflow {

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class ChannelServiceImpl : public v1::ChannelServiceMethods {
 public:
  // `clock` is the real time, which signatures hold.
  ChannelServiceImpl(const resource::Engine* engine, const Resources* resources,
                     const ChannelAccounts* accounts, const Outgoing* outgoing,
                     Clock* clock = SystemClock())
      : engine_(engine),
        resources_(resources),
        accounts_(accounts),
        outgoing_(outgoing),
        clock_(clock) {}

  absl::StatusOr<v1::Channel> SetChannelCredentials(
      const rpc::Call& call, const v1::SetChannelCredentialsRequest& request) override;
  absl::StatusOr<v1::TestChannelResponse> TestChannel(
      const rpc::Call& call, const v1::TestChannelRequest& request) override;
  absl::StatusOr<v1::Channel> ResumeChannel(const rpc::Call& call,
                                            const v1::ResumeChannelRequest& request) override;

 private:
  const resource::Engine* const engine_;
  const Resources* const resources_;
  const ChannelAccounts* const accounts_;
  const Outgoing* const outgoing_;
  Clock* const clock_;
};

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_NOTIFICATIONS_CHANNEL_SERVICE_H_
