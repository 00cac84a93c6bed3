#include "common/rpc/stream.h"

#include <algorithm>

#include "absl/time/clock.h"
#include "common/errors/errors.h"

namespace guanxi::rpc {

absl::Status MinimumRate::Note(absl::Duration waited, int64_t bytes) {
  waited_ += waited;
  bytes_ += bytes;
  if (waited_ < options_.window) return absl::OkStatus();
  const bool enough = bytes_ >= options_.bytes;
  waited_ = absl::ZeroDuration();
  bytes_ = 0;
  return enough ? absl::OkStatus()
                : DeadlineExceeded("STREAM_TOO_SLOW", "the stream carries too few bytes a second");
}

void StreamGate::Begin() {
  MutexLock lock(&mutex_);
  in_flight_ = true;
}

void StreamGate::End(bool ok, bool cancelled) {
  MutexLock lock(&mutex_);
  in_flight_ = false;
  ok_ = ok;
  cancelled_ = cancelled_ || cancelled;
  changed_.SignalAll();
}

void StreamGate::Cancel() {
  MutexLock lock(&mutex_);
  cancelled_ = true;
  changed_.SignalAll();
}

bool StreamGate::InFlight() const {
  MutexLock lock(&mutex_);
  return in_flight_;
}

absl::StatusOr<bool> StreamGate::Wait(const Call& call, absl::Duration stall_limit) {
  const absl::Time stalled = absl::Now() + stall_limit;
  MutexLock lock(&mutex_);
  while (true) {
    const absl::Time now = absl::Now();
    if (now >= call.deadline) {
      return DeadlineExceeded("DEADLINE_PASSED", "the deadline passed before the stream's end");
    }
    if (cancelled_) {
      return Error(absl::StatusCode::kCancelled, "CANCELLED", "the caller cancelled the stream");
    }
    if (!in_flight_) return ok_;
    stalled_ = stalled_ || now >= stalled;
    if (stalled_) {
      return DeadlineExceeded("STREAM_STALLED", "nothing moved on the stream for too long");
    }
    changed_.WaitWithTimeout(&mutex_, std::min(stalled, call.deadline) - now);
  }
}

}  // namespace guanxi::rpc
