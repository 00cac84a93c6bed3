// What a pool demands of itself, as a resource of a service.
#ifndef GUANXI_COMMON_POOLS_POOL_BEHAVIOR_H_
#define GUANXI_COMMON_POOLS_POOL_BEHAVIOR_H_

#include <functional>

#include "common/db/query.h"
#include "common/pools/recycle_warnings.h"
#include "common/resource/behavior.h"
#include "common/resource/resource.h"
#include "guanxi/pool/v1/pool.pb.h"

namespace guanxi::pools {

// Whether the service hears of breached clocks, and recycles what they are about
// (PoolDesk::RecycleBreached): where it does not, a pool names no policies.
enum class Breaches { kNotHeard, kHeard };

// `records` are what lies in the pools; not owned. `first_page` is that of PoolDesk::Kind. A write
// of a pool has `warnings()` look at all records anew.
//   FAILED_PRECONDITION  POOL_IN_USE  of a deletion: something lies in it
resource::Behavior<pool::v1::Pool> PoolBehavior(const resource::Resource* records,
                                                db::Query first_page, Breaches breaches,
                                                std::function<RecycleWarnings()> warnings);

}  // namespace guanxi::pools

#endif  // GUANXI_COMMON_POOLS_POOL_BEHAVIOR_H_
