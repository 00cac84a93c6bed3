// Which leads pools take, and who is warned before.
#ifndef GUANXI_LEAD_SVC_LEAD_RECYCLING_H_
#define GUANXI_LEAD_SVC_LEAD_RECYCLING_H_

#include <functional>
#include <string>

#include "common/db/query.h"
#include "common/pools/recycle_warnings.h"
#include "common/resource/behavior.h"
#include "common/resource/resource.h"
#include "common/timers/timers.h"
#include "google/protobuf/message.h"
#include "guanxi/pool/v1/pool.pb.h"

namespace guanxi::lead {

// Why a lead (its message) may not come into a pool: what is closed, or being converted; "" if it
// may.
std::string PoolObstacle(const google::protobuf::Message& lead);

// Not owned. `timers` null: nobody is warned.
pools::RecycleWarnings LeadWarnings(const resource::Resource* leads,
                                    const resource::Resource* pools, timers::Timers* timers);

// Pools of leads; a write of one has `warnings()` look at all leads anew.
resource::Behavior<pool::v1::Pool> LeadPoolBehavior(
    const resource::Resource* leads, std::function<pools::RecycleWarnings()> warnings);

// Its statement, for the linter.
db::Query OwnedLeads();

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_LEAD_RECYCLING_H_
