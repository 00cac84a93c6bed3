// Robots of groups and web addresses: what is sent to them, and what their answers mean.
//
// Pure: no I/O, no clock.
#ifndef GUANXI_WORKFLOW_SVC_NOTIFICATIONS_ROBOT_H_
#define GUANXI_WORKFLOW_SVC_NOTIFICATIONS_ROBOT_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "guanxi/workflow/v1/channel.pb.h"
#include "workflow-svc/notifications/mime.h"
#include "workflow-svc/notifications/outgoing.h"

namespace guanxi::workflow {

// Whether it is a robot of a group.
bool IsRobot(v1::Channel::Kind kind);

// Messages a minute of one robot: both take 20, and shut it out for a while when there are more.
inline constexpr int kRobotMessagesPerMinute = 18;

// Of several sayings one message, cut to what the robot takes (20,000 bytes of DingTalk, 4,096 of
// WeCom's markdown, 2,048 of its text), with how many were cut off. `now` is the real time, which a
// signature holds. The signature of DingTalk is in the address; "" for `secret`: there is none.
HttpCall DingTalkCall(const std::string& url, const std::string& secret, v1::Channel::Format format,
                      const std::vector<Saying>& sayings, absl::Time now);
HttpCall WeComCall(const std::string& url, v1::Channel::Format format,
                   const std::vector<Saying>& sayings);

// A posting as a call to a web address: {"id", "time", "title", "text", "subject", "source",
// "data"}, with `Idempotency-Key` and the head fields of Standard Webhooks (webhook-id,
// webhook-timestamp and, with a secret, webhook-signature: `v1,` and the base64 of HMAC-SHA256 of
// `{id}.{timestamp}.{body}` under the secret's bytes).
struct WebhookBody {
  std::string id;
  absl::Time time;  // of what is told, not of the call: sent again, the body is the same
  Saying saying;
  std::string source;
  std::string data_json;  // the text of a JSON value, or ""
};
HttpCall WebhookCall(const std::string& url, const std::string& secret, const WebhookBody& body,
                     absl::Time now);

// What a robot's answer means: both answer 200 whatever they think, and say it by `errcode`. Made
// of what the call came to.
Outcome RobotOutcome(v1::Channel::Kind kind, Outcome outcome);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_NOTIFICATIONS_ROBOT_H_
