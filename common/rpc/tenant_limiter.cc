#include "common/rpc/tenant_limiter.h"

#include <algorithm>

namespace guanxi::rpc {

TenantLimiter::TenantLimiter(TenantRate rate, Clock* clock) : rate_(rate), clock_(clock) {}

absl::Duration TenantLimiter::Take(const Uuid& tenant) {
  if (rate_.calls_per_second <= 0) return absl::ZeroDuration();
  const absl::Time now = clock_->Now();
  MutexLock lock(&mutex_);
  if (now >= next_sweep_) ForgetFullBuckets(now);
  auto [it, added] = buckets_.try_emplace(tenant, Bucket{rate_.burst, now});
  Bucket& bucket = it->second;
  if (!added) Fill(now, &bucket);
  if (bucket.tokens < 1) return absl::Seconds((1 - bucket.tokens) / rate_.calls_per_second);
  bucket.tokens -= 1;
  return absl::ZeroDuration();
}

void TenantLimiter::Fill(absl::Time now, Bucket* bucket) const {
  if (now <= bucket->filled) return;  // the clock stood still or was set back
  const double seconds = absl::ToDoubleSeconds(now - bucket->filled);
  bucket->tokens = std::min(rate_.burst, bucket->tokens + seconds * rate_.calls_per_second);
  bucket->filled = now;
}

// Once per the time in which an empty bucket becomes full: what stays is what was used since.
void TenantLimiter::ForgetFullBuckets(absl::Time now) {
  next_sweep_ = now + absl::Seconds(rate_.burst / rate_.calls_per_second);
  for (auto it = buckets_.begin(); it != buckets_.end();) {
    Fill(now, &it->second);
    if (it->second.tokens >= rate_.burst) {
      buckets_.erase(it++);
    } else {
      ++it;
    }
  }
}

}  // namespace guanxi::rpc
