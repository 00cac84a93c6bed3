// Which leads pools take, who is warned before, and what takes a lead out of one.
#ifndef GUANXI_LEAD_SVC_LEAD_RECYCLING_H_
#define GUANXI_LEAD_SVC_LEAD_RECYCLING_H_

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/db/query.h"
#include "common/pools/recycle_warnings.h"
#include "common/resource/behavior.h"
#include "common/resource/resource.h"
#include "common/resource/unit_of_work.h"
#include "common/timers/timers.h"
#include "google/protobuf/message.h"
#include "guanxi/lead/v1/lead.pb.h"
#include "guanxi/pool/v1/pool.pb.h"

namespace guanxi::lead {

// Whether a lead may lie in a pool: not what is closed, or being converted.
bool IsPoolable(const v1::Lead& lead);
// The same as pools::Obstacle, of a Lead. It reads nothing.
absl::StatusOr<std::string> PoolObstacle(resource::UnitOfWork& work,
                                         const google::protobuf::Message& lead);

// Not owned. `timers` null: nobody is warned.
pools::RecycleWarnings LeadWarnings(const resource::Resource* leads,
                                    const resource::Resource* pools, timers::Timers* timers);

// Pools of leads; a write of one has `warnings()` look at all leads anew.
resource::Behavior<pool::v1::Pool> LeadPoolBehavior(
    const resource::Resource* leads, std::function<pools::RecycleWarnings()> warnings);

// Sets, as a step of Behavior.assign, that a lead lies in no pool that somebody gets, that is
// closed or being converted.
void AssignPool(absl::Time now, v1::Lead* lead);

// Its statement, for the linter.
db::Query OwnedLeads();

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_LEAD_RECYCLING_H_
