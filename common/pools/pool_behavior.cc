#include "common/pools/pool_behavior.h"

#include <utility>

#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/pools/pool_rules.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"

namespace guanxi::pools {

using pool::v1::Pool;
using resource::ChangeKind;
using resource::UnitOfWork;

resource::Behavior<Pool> PoolBehavior(const resource::Resource* records, db::Query first_page,
                                      Breaches breaches) {
  resource::Behavior<Pool> behavior;
  behavior.normalize = [](const resource::WriteContext&, Pool* pool, Violations* violations) {
    NormalizePool(pool, violations);
  };
  behavior.check = [](ChangeKind kind, const Pool*, const Pool& next, Violations* violations) {
    if (resource::StatesValues(kind)) CheckPool(next, violations);
  };
  behavior.admit = [records, breaches](UnitOfWork&, ChangeKind, const Pool*, const Pool& next) {
    Violations violations;
    if (breaches == Breaches::kNotHeard && !next.recycle_policies().empty()) {
      violations.Add("recycle_policies", "clocks recycle none of these records");
    }
    if (breaches == Breaches::kNotHeard && next.warn_days() > 0) {
      violations.Add("warn_days", "nobody is warned of these records");
    }
    CheckPoolOf(*records->type().descriptor(), records->type().filter_schema(), next, &violations);
    return violations.ToStatus();
  };
  behavior.derive = [query = std::move(first_page)](UnitOfWork& work, ChangeKind kind, const Pool*,
                                                    const Pool& next) -> absl::Status {
    if (kind != ChangeKind::kDeleted) return absl::OkStatus();
    // What comes into it at this moment does so before or after.
    GUANXI_RETURN_IF_ERROR(work.Guard("pool", next.name()));
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, resource::ParseReference("pools", next.name()));
    GUANXI_ASSIGN_OR_RETURN(
        const db::Rows rows,
        work.tx().Select(query, {work.principal().tenant.bytes(), id.bytes(), 1}));
    if (rows.empty()) return absl::OkStatus();
    return FailedPrecondition("POOL_IN_USE", next.name(), "something lies in it");
  };
  return behavior;
}

}  // namespace guanxi::pools
