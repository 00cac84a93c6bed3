// Streams as handlers see them: one message at a time, with back-pressure.
#ifndef GUANXI_COMMON_RPC_STREAM_H_
#define GUANXI_COMMON_RPC_STREAM_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/mutex.h"
#include "common/rpc/call.h"

namespace guanxi::rpc {

// Where a server-streaming handler puts its messages. One message is on its way while the handler
// makes the next: memory stays bounded however slowly the caller reads.
template <typename Message>
class Writer {
 public:
  virtual ~Writer() = default;

  // Waits until the message before this one has left, then sends this one.
  //
  // Errors: the handler should return them at once.
  //   CANCELLED          CANCELLED        the caller went away
  //   DEADLINE_EXCEEDED  DEADLINE_PASSED  the call's deadline passed
  //   DEADLINE_EXCEEDED  STREAM_STALLED   the caller took nothing for the stall limit
  virtual absl::Status Write(Message message) = 0;
};

// Where a client-streaming handler gets its messages. One message is fetched ahead; the sender is
// held back by HTTP/2 flow control.
template <typename Message>
class Reader {
 public:
  virtual ~Reader() = default;

  // Waits for the next message and moves it to `*message`. False once the caller has sent
  // everything; a connection that broke is an error, never the end.
  //
  // Errors: as those of Writer::Write (stalled: the caller sent no message for the stall limit),
  // and
  //   DEADLINE_EXCEEDED  STREAM_TOO_SLOW    messages come, but too few bytes (MinimumRate)
  //   INVALID_ARGUMENT   UNKNOWN_FIELD      the message has fields that this server does not know
  //   INVALID_ARGUMENT   MESSAGE_MALFORMED  the message is not valid protobuf
  virtual absl::StatusOr<bool> Read(Message* message) = 0;
};

// How slowly a caller may send: a stream holds a worker, and one byte now and then must not.
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

// The state of the one read or write that a stream has in flight, and the worker that waits for
// it. Thread-safe.
class StreamGate {
 public:
  // An operation starts.
  void Begin();
  // It ended. `ok` as gRPC says it; `cancelled` if the call is over.
  void End(bool ok, bool cancelled);
  // The caller went away.
  void Cancel();
  // Waits until nothing is in flight. The result is the last operation's `ok`; errors are those
  // of Writer::Write.
  absl::StatusOr<bool> Wait(const Call& call, absl::Duration stall_limit);
  // Whether an operation is under way.
  bool InFlight() const;

 private:
  mutable Mutex mutex_;
  CondVar changed_;
  bool in_flight_ ABSL_GUARDED_BY(mutex_) = false;
  bool ok_ ABSL_GUARDED_BY(mutex_) = true;
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
  bool stalled_ ABSL_GUARDED_BY(mutex_) = false;  // for good
};

}  // namespace guanxi::rpc

#endif  // GUANXI_COMMON_RPC_STREAM_H_
