// What a pool demands of itself, as a resource of a service.
#ifndef GUANXI_COMMON_POOLS_POOL_BEHAVIOR_H_
#define GUANXI_COMMON_POOLS_POOL_BEHAVIOR_H_

#include "common/db/query.h"
#include "common/resource/behavior.h"
#include "common/resource/resource.h"
#include "guanxi/pool/v1/pool.pb.h"

namespace guanxi::pools {

// Whether the service hears of breached clocks, and recycles what they are about
// (PoolDesk::RecycleBreached), and warns of what is to be recycled (RecycleWarnings): where it does
// not, a pool names no policies and has no days of warning.
enum class Breaches { kNotHeard, kHeard };

// `records` are what lies in the pools; not owned. `first_page` is that of PoolDesk::Kind.
//   FAILED_PRECONDITION  POOL_IN_USE  of a deletion: something lies in it
resource::Behavior<pool::v1::Pool> PoolBehavior(const resource::Resource* records,
                                                db::Query first_page, Breaches breaches);

}  // namespace guanxi::pools

#endif  // GUANXI_COMMON_POOLS_POOL_BEHAVIOR_H_
