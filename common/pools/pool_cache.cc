#include "common/pools/pool_cache.h"

namespace guanxi::pools {

using pool::v1::Pool;

std::shared_ptr<const Pool> PoolCache::Find(const Uuid& tenant, const Uuid& pool, int64_t version) {
  MutexLock lock(&mutex_);
  const auto found = kept_.find({tenant, pool});
  if (found == kept_.end() || found->second.version != version) return nullptr;
  last_[tenant] = found->second.content->most_in_hand();
  return found->second.content;
}

int PoolCache::LastMostInHand(const Uuid& tenant) const {
  MutexLock lock(&mutex_);
  const auto found = last_.find(tenant);
  return found != last_.end() ? found->second : 0;
}

std::shared_ptr<const Pool> PoolCache::Keep(const Uuid& tenant, const Uuid& pool, int64_t version,
                                            Pool content) {
  auto shared = std::make_shared<const Pool>(std::move(content));
  MutexLock lock(&mutex_);
  if (kept_.size() >= kMost) {
    kept_.clear();
    last_.clear();
  }
  kept_[{tenant, pool}] = {version, shared};
  last_[tenant] = shared->most_in_hand();
  return shared;
}

}  // namespace guanxi::pools
