// A token bucket for each tenant.
#ifndef GUANXI_COMMON_RPC_TENANT_LIMITER_H_
#define GUANXI_COMMON_RPC_TENANT_LIMITER_H_

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/base/uuid.h"

namespace guanxi::rpc {

// How fast one tenant may call one process.
struct TenantRate {
  // Sustained calls per second; 0 means no limit.
  double calls_per_second = 0;
  // Calls that may come at once after a pause; at least 1 where there is a limit.
  double burst = 0;
};

// Says whether a tenant may make one more call now. Thread-safe; never blocks on anything but its
// own short lock. Memory is bounded: a bucket that is full again is forgotten.
class TenantLimiter {
 public:
  explicit TenantLimiter(TenantRate rate, Clock* clock = SystemClock());

  // Takes one token and returns zero, or takes nothing and returns how long until there is one.
  absl::Duration Take(const Uuid& tenant);

 private:
  struct Bucket {
    double tokens = 0;
    absl::Time filled;
  };

  void Fill(absl::Time now, Bucket* bucket) const;
  void ForgetFullBuckets(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const TenantRate rate_;
  Clock* const clock_;
  Mutex mutex_;
  absl::flat_hash_map<Uuid, Bucket> buckets_ ABSL_GUARDED_BY(mutex_);
  absl::Time next_sweep_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
};

}  // namespace guanxi::rpc

#endif  // GUANXI_COMMON_RPC_TENANT_LIMITER_H_
