// Streams as handlers see them: steps, between which a stream holds neither worker nor connection.
#ifndef GUANXI_COMMON_RPC_STREAM_H_
#define GUANXI_COMMON_RPC_STREAM_H_

#include <cstdint>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace guanxi::rpc {

// What takes the messages of one upload. Each call is a step on a worker of the lane and may block;
// steps of one stream follow each other, on whatever threads. One message is fetched ahead while a
// step runs; the sender is held back by HTTP/2 flow control.
//
// What ends a stream from outside, besides its end:
//   CANCELLED           CANCELLED          the caller went away, or its connection broke
//   DEADLINE_EXCEEDED   DEADLINE_PASSED    the call's deadline passed
//   DEADLINE_EXCEEDED   STREAM_STALLED     the caller sent nothing for the stall limit
//   DEADLINE_EXCEEDED   STREAM_TOO_SLOW    messages come, but too few bytes (MinimumRate)
//   INVALID_ARGUMENT    UNKNOWN_FIELD      a message has fields that this server does not know
//   INVALID_ARGUMENT    MESSAGE_MALFORMED  a message is not valid protobuf
//   RESOURCE_EXHAUSTED  ..._MEMORY_FULL  messages that wait hold too much
//   RESOURCE_EXHAUSTED  LANE_SLOW          no worker came for a message
template <typename Request, typename Response>
class Receiver {
 public:
  virtual ~Receiver() = default;

  // Takes the next message; an error ends the stream with it.
  virtual absl::Status Take(Request message) = 0;
  // Everything has come.
  virtual absl::StatusOr<Response> Finish() = 0;
  // The stream ends otherwise, by an error of a step or from outside: gives back what was taken.
  // Not called where no worker is free, or if nothing came; what is left must be found later.
  virtual void Abandon() {}
  // What it holds in memory between steps, which counts against its tenant's share.
  virtual int64_t held_bytes() const { return 0; }
};

// What a step of a server stream came to: a message, the end, both, or neither.
template <typename Message>
struct Sent {
  // The next step comes when the caller has taken it.
  std::optional<Message> message;
  // Nothing comes behind it.
  bool ends = false;
  // Without either: how long to wait for the next step. Such a stream is idle, not stalled.
  absl::Duration pause;
};

// What makes the messages of one server stream. Steps are as those of Receiver, and so is what ends
// the stream (STREAM_STALLED: the caller took nothing). One message is on its way at a time: memory
// stays bounded however slowly the caller reads.
template <typename Message>
class Sender {
 public:
  virtual ~Sender() = default;
  virtual absl::StatusOr<Sent<Message>> Next() = 0;
};

// What a step of a unary call came to that waits for something: the answer, or when to look again.
template <typename Response>
struct Waited {
  Response response;
  bool done = true;
  absl::Duration pause;  // until the next step, if it is not done
};

// How slowly a caller may send: a byte now and then is no upload.
class MinimumRate {
 public:
  struct Options {
    // At least so many bytes ...
    int64_t bytes = 64 << 10;
    // ... in each such time of waiting for the caller; what the handler takes is not counted.
    absl::Duration window = absl::Seconds(30);
  };

  explicit MinimumRate(const Options& options) : options_(options) {}

  // Notes a message of `bytes` that was waited for so long. DEADLINE_EXCEEDED, reason
  // STREAM_TOO_SLOW, if the window that it closes had too little in it.
  absl::Status Note(absl::Duration waited, int64_t bytes);

 private:
  const Options options_;
  absl::Duration waited_;  // in this window
  int64_t bytes_ = 0;
};

}  // namespace guanxi::rpc

#endif  // GUANXI_COMMON_RPC_STREAM_H_
