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

namespace {

absl::Status CheckEmpty(UnitOfWork& work, const db::Query& first_page, const Pool& pool) {
  // What comes into it at this moment does so before or after.
  GUANXI_RETURN_IF_ERROR(work.Guard("pool", pool.name()));
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, resource::ParseReference("pools", pool.name()));
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      work.tx().Select(first_page, {work.principal().tenant.bytes(), id.bytes(), 1}));
  if (rows.empty()) return absl::OkStatus();
  return FailedPrecondition("POOL_IN_USE", pool.name(), "something lies in it");
}

}  // namespace

resource::Behavior<Pool> PoolBehavior(const resource::Resource* records, db::Query first_page,
                                      Breaches breaches,
                                      std::function<RecycleWarnings()> warnings) {
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
    CheckPoolOf(*records->type().descriptor(), records->type().filter_schema(), next, &violations);
    return violations.ToStatus();
  };
  behavior.derive = [query = std::move(first_page), warnings = std::move(warnings)](
                        UnitOfWork& work, ChangeKind kind, const Pool* old,
                        const Pool& next) -> absl::Status {
    if (kind == ChangeKind::kDeleted) GUANXI_RETURN_IF_ERROR(CheckEmpty(work, query, next));
    return warnings().PoolWritten(work, old, next);
  };
  return behavior;
}

}  // namespace guanxi::pools
