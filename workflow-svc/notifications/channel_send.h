// One message by one channel.
#ifndef GUANXI_WORKFLOW_SVC_NOTIFICATIONS_CHANNEL_SEND_H_
#define GUANXI_WORKFLOW_SVC_NOTIFICATIONS_CHANNEL_SEND_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "guanxi/workflow/v1/channel.pb.h"
#include "workflow-svc/notifications/channel_account.h"
#include "workflow-svc/notifications/mime.h"
#include "workflow-svc/notifications/outgoing.h"

namespace guanxi::workflow {

struct ChannelMessage {
  std::string id;       // makes it the same when it is sent again
  std::string address;  // of EMAIL
  std::vector<Saying> sayings;
  // Of WEBHOOK, which has one saying, and says when it came to be.
  absl::Time time = absl::UnixEpoch();
  std::string source;
  std::string data_json;
};

// Sends it now. `now` is the real time. Blocks as Outgoing does.
Outcome SendBy(const Outgoing& outgoing, const v1::Channel& channel, const Credentials& credentials,
               const ChannelMessage& message, absl::Time now);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_NOTIFICATIONS_CHANNEL_SEND_H_
