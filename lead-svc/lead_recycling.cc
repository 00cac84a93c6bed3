#include "lead-svc/lead_recycling.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/pools/pool_behavior.h"
#include "common/pools/pooled_record.h"
#include "common/pools/pooled_writes.h"
#include "lead-svc/pool_queries.h"

namespace guanxi::lead {

using v1::Lead;

bool IsPoolable(const Lead& lead) {
  return lead.state() == Lead::NEW || lead.state() == Lead::WORKING ||
         lead.state() == Lead::QUALIFIED;
}

absl::StatusOr<std::string> PoolObstacle(resource::UnitOfWork&,
                                         const google::protobuf::Message& message) {
  const auto& lead = static_cast<const Lead&>(message);
  return IsPoolable(lead) ? "" : absl::StrCat("it is ", Lead::State_Name(lead.state()));
}

void AssignPool(absl::Time now, Lead* lead) {
  static const auto& fields = *new pools::PooledRecord(Lead::descriptor());
  pools::LeavePoolIfOwned(fields, now, lead);
  if (!IsPoolable(*lead)) lead->clear_pool();
}

resource::Behavior<pool::v1::Pool> LeadPoolBehavior(
    const resource::Resource* leads, std::function<pools::RecycleWarnings()> warnings) {
  return pools::PoolBehavior(leads, LeadsInPool(), pools::Breaches::kHeard, std::move(warnings));
}

db::Query OwnedLeads() {
  return {"lead.owned",
          "SELECT id FROM leads FORCE INDEX (PRIMARY) WHERE tenant_id = ? AND id > ? "
          "AND live = 1 AND owner_id IS NOT NULL ORDER BY id LIMIT ?"};
}

pools::RecycleWarnings LeadWarnings(const resource::Resource* leads,
                                    const resource::Resource* pools, timers::Timers* timers) {
  pools::RecycleWarnings::Kind kind;
  kind.records = leads;
  kind.pools = pools;
  kind.timers = timers;
  kind.timer_kind = "lead_recycle_warning";
  kind.page = OwnedLeads();
  kind.obstacle = PoolObstacle;
  return pools::RecycleWarnings(kind);
}

}  // namespace guanxi::lead
