// Behaviour events as a client streams them.
#ifndef GUANXI_CUSTOMER_SVC_BEHAVIOR_STREAM_H_
#define GUANXI_CUSTOMER_SVC_BEHAVIOR_STREAM_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/resource/methods.h"
#include "common/rpc/call.h"
#include "common/rpc/stream.h"
#include "guanxi/customer/v1/behavior_event_service.pb.h"

namespace guanxi::customer {

// One stream, documented at StreamBehaviorEvents in the proto. Each message goes the way of a call
// of IngestBehaviorEvents; between two, only what is to be answered is kept.
class BehaviorStream
    : public rpc::Receiver<v1::StreamBehaviorEventsRequest, v1::StreamBehaviorEventsResponse> {
 public:
  // What one stream takes, and of how many failures it tells.
  struct Limits {
    int batches = 10'000;
    int failures = 1'000;
  };

  // `events` are the standard methods of behaviour events. Both must outlive the stream.
  BehaviorStream(const rpc::Call& call, const resource::Methods& events)
      : BehaviorStream(call, events, Limits()) {}
  BehaviorStream(const rpc::Call& call, const resource::Methods& events, const Limits& limits)
      : call_(call), events_(events), limits_(limits) {}

  absl::Status Take(v1::StreamBehaviorEventsRequest message) override;
  absl::StatusOr<v1::StreamBehaviorEventsResponse> Finish() override { return answer_; }
  int64_t held_bytes() const override { return held_bytes_; }

 private:
  void Note(const v1::IngestBehaviorEventsResponse& taken);

  const rpc::Call& call_;
  const resource::Methods& events_;
  const Limits limits_;
  v1::StreamBehaviorEventsResponse answer_;
  int told_ = 0;  // failures in the answer
  int64_t held_bytes_ = 0;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_BEHAVIOR_STREAM_H_
