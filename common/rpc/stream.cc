#include "common/rpc/stream.h"

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

}  // namespace guanxi::rpc
