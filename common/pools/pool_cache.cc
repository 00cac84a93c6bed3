#include "common/pools/pool_cache.h"

namespace guanxi::pools {

using pool::v1::Pool;

std::shared_ptr<const Pool> PoolCache::Find(const Uuid& tenant, const Uuid& pool,
                                            int64_t version) const {
  MutexLock lock(&mutex_);
  const auto found = kept_.find({tenant, pool});
  const bool is_kept = found != kept_.end() && found->second.version == version;
  return is_kept ? found->second.content : nullptr;
}

std::shared_ptr<const Pool> PoolCache::Keep(const Uuid& tenant, const Uuid& pool, int64_t version,
                                            Pool content) {
  auto shared = std::make_shared<const Pool>(std::move(content));
  MutexLock lock(&mutex_);
  if (kept_.size() >= kMost) kept_.clear();
  kept_[{tenant, pool}] = {version, shared};
  return shared;
}

}  // namespace guanxi::pools
