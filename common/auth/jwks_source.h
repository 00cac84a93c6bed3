// The issuer's public keys, kept fresh.
#ifndef GUANXI_COMMON_AUTH_JWKS_SOURCE_H_
#define GUANXI_COMMON_AUTH_JWKS_SOURCE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/auth/jwks.h"
#include "common/base/mutex.h"
#include "common/base/ticker.h"

namespace guanxi {

// Fetches the key set at the start, then now and then, on a thread of its own. A set that cannot
// be fetched or read leaves the last good one in place. Thread-safe; nothing but the destructor
// waits for a fetch.
class JwksSource {
 public:
  struct Options {
    absl::Duration refresh_interval = absl::Seconds(60);
    // After a failure.
    absl::Duration retry_interval = absl::Seconds(1);
    // How often an unknown key may cause a fetch out of turn.
    absl::Duration min_request_interval = absl::Seconds(10);
  };

  // Returns a key set as JSON; must be bounded in time. A service calls the gateway's GetJwks.
  using Fetch = std::function<absl::StatusOr<std::string>()>;

  JwksSource(Fetch fetch, const Options& options);

  // The keys and a number that changes when they do. `keys` is null until the first set came.
  struct Snapshot {
    std::shared_ptr<const KeySet> keys;
    int64_t generation = 0;
  };
  Snapshot Current() const;

  // Asks for a fetch because a key is unknown. True if one is under way that may bring it: ask
  // again soon. False if the last one out of turn was too recent.
  bool RequestRefresh();

  // OK once there are keys: a readiness check.
  absl::Status Ready() const;

 private:
  void Tick();
  absl::Status FetchInto(std::shared_ptr<const KeySet>* keys);

  const Fetch fetch_;
  const Options options_;
  mutable Mutex mutex_;
  Snapshot current_ ABSL_GUARDED_BY(mutex_);
  std::string text_;  // of current_; used by the ticker's thread alone
  absl::Time next_fetch_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  absl::Time last_request_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  bool requested_ ABSL_GUARDED_BY(mutex_) = false;  // and not fetched yet
  Ticker ticker_;                                   // last: its thread uses the members above
};

}  // namespace guanxi

#endif  // GUANXI_COMMON_AUTH_JWKS_SOURCE_H_
