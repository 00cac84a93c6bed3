#include "common/pools/live_pools.h"

#include <optional>

#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/resource/resource_name.h"

namespace guanxi::pools {

using pool::v1::Pool;

constexpr int kMostPools = 1000;

db::Query LivePoolsQuery() {
  return {"pool.all",
          "SELECT id FROM pools FORCE INDEX (idx_create_time) "
          "WHERE tenant_id = ? AND live = 1 ORDER BY create_time, id LIMIT ?"};
}

absl::StatusOr<std::vector<Pool>> LivePools(resource::UnitOfWork& work,
                                            const resource::Resource& pools) {
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      work.tx().Select(LivePoolsQuery(), {work.principal().tenant.bytes(), kMostPools}));
  std::vector<Pool> found;
  for (const db::Row row : rows) {
    resource::ResourceName name;
    GUANXI_ASSIGN_OR_RETURN(name.id, Uuid::FromBytes(row.String(0)));
    GUANXI_ASSIGN_OR_RETURN(const std::optional<resource::Stored> one, work.Peek(pools, name));
    if (one.has_value()) found.push_back(static_cast<const Pool&>(*one->message));
  }
  return found;
}

}  // namespace guanxi::pools
