#include "gateway/access/throttle.h"

#include <algorithm>

namespace guanxi::access {

absl::Duration Throttle::Take(absl::string_view key) {
  MutexLock lock(&mutex_);
  const absl::Time now = clock_->Now();
  if (full_at_.size() >= drop_at_size_) DropFull(now);
  absl::Time& full_at = full_at_.try_emplace(std::string(key), now).first->second;
  full_at = std::max(full_at, now);
  // Empty when it takes a whole bucket's time to be full.
  const absl::Duration wait = full_at + options_.refill - now - options_.burst * options_.refill;
  if (wait > absl::ZeroDuration()) return wait;
  full_at += options_.refill;
  return absl::ZeroDuration();
}

void Throttle::GiveBack(absl::string_view key) {
  MutexLock lock(&mutex_);
  const auto it = full_at_.find(key);
  if (it == full_at_.end()) return;
  it->second -= options_.refill;
  if (it->second <= clock_->Now()) full_at_.erase(it);
}

size_t Throttle::size() const {
  MutexLock lock(&mutex_);
  return full_at_.size();
}

void Throttle::DropFull(absl::Time now) {
  for (auto it = full_at_.begin(); it != full_at_.end();) {
    const auto here = it++;
    if (here->second <= now) full_at_.erase(here);
  }
  drop_at_size_ = std::max<size_t>(1024, 2 * full_at_.size());
}

}  // namespace guanxi::access
