#include "lead-svc/lead_recycling.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/pools/pool_behavior.h"
#include "common/resource/change_kind.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/lead/v1/lead.pb.h"
#include "lead-svc/pool_queries.h"

namespace guanxi::lead {

using v1::Lead;

std::string PoolObstacle(const google::protobuf::Message& lead) {
  const Lead::State state = static_cast<const Lead&>(lead).state();
  const bool may = state == Lead::NEW || state == Lead::WORKING || state == Lead::QUALIFIED;
  return may ? "" : absl::StrCat("it is ", Lead::State_Name(state));
}

resource::Behavior<pool::v1::Pool> LeadPoolBehavior(
    const resource::Resource* leads, std::function<pools::RecycleWarnings()> warnings) {
  auto pool = pools::PoolBehavior(leads, LeadsInPool(), pools::Breaches::kHeard);
  pool.derive = [warnings = std::move(warnings), derive = std::move(pool.derive)](
                    resource::UnitOfWork& work, resource::ChangeKind kind,
                    const pool::v1::Pool* old, const pool::v1::Pool& next) -> absl::Status {
    GUANXI_RETURN_IF_ERROR(derive(work, kind, old, next));
    return warnings().PoolWritten(work, old, next);
  };
  return pool;
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
