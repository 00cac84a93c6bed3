// Which customers pools take, and who is warned before.
#ifndef GUANXI_CUSTOMER_SVC_CUSTOMER_RECYCLING_H_
#define GUANXI_CUSTOMER_SVC_CUSTOMER_RECYCLING_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/db/query.h"
#include "common/pools/recycle_warnings.h"
#include "common/resource/resource.h"
#include "common/resource/unit_of_work.h"
#include "common/timers/timers.h"
#include "google/protobuf/message.h"

namespace guanxi::customer {

// Why a customer may not come into a pool, as pools::Obstacle: it has an open opportunity, a
// contract in force, or owes money of one, as far as events of lead-svc have told. "" if it may.
absl::StatusOr<std::string> PoolObstacle(resource::UnitOfWork& work,
                                         const google::protobuf::Message& customer);

// Not owned. `timers` null: nobody is warned.
pools::RecycleWarnings CustomerWarnings(const resource::Resource* customers,
                                        const resource::Resource* pools, timers::Timers* timers);

// The statements, for the linter.
std::vector<db::Query> RecyclingQueries();

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_CUSTOMER_RECYCLING_H_
