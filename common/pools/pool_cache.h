// Pools by their versions, for who reads with each record which version is in force.
#ifndef GUANXI_COMMON_POOLS_POOL_CACHE_H_
#define GUANXI_COMMON_POOLS_POOL_CACHE_H_

#include <cstdint>
#include <map>
#include <memory>
#include <utility>

#include "common/base/mutex.h"
#include "common/base/uuid.h"
#include "guanxi/pool/v1/pool.pb.h"

namespace guanxi::pools {

// A version says one thing for good: what is kept cannot be outdated. Thread-safe.
class PoolCache {
 public:
  static constexpr size_t kMost = 1000;  // pools; then it begins anew

  // Null: that version is not kept.
  std::shared_ptr<const pool::v1::Pool> Find(const Uuid& tenant, const Uuid& pool, int64_t version);
  // Of the pool of the tenant that was asked for last; 0 of none.
  int LastMostInHand(const Uuid& tenant) const;
  // Instead of any other version.
  std::shared_ptr<const pool::v1::Pool> Keep(const Uuid& tenant, const Uuid& pool, int64_t version,
                                             pool::v1::Pool content);

 private:
  struct Kept {
    int64_t version = 0;
    std::shared_ptr<const pool::v1::Pool> content;
  };
  mutable Mutex mutex_;
  std::map<std::pair<Uuid, Uuid>, Kept> kept_ ABSL_GUARDED_BY(mutex_);
  std::map<Uuid, int> last_ ABSL_GUARDED_BY(mutex_);  // most in hand, by tenant
};

}  // namespace guanxi::pools

#endif  // GUANXI_COMMON_POOLS_POOL_CACHE_H_
