#include "common/resource/purge.h"

#include <string>

#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/db/transaction.h"

namespace guanxi::resource {
namespace {

constexpr int64_t kBatch = 500;

const Purged kRequests = {
    {"request_log.next_tenant", "SELECT MIN(tenant_id) FROM request_log WHERE tenant_id > ?",
     /*infrastructure=*/true},
    {"request_log.purge",
     "DELETE FROM request_log WHERE tenant_id = ? AND create_time < ? ORDER BY create_time LIMIT "
     "?"}};

const Purged kGuards = {
    {"guards.next_tenant", "SELECT MIN(tenant_id) FROM guards WHERE tenant_id > ?",
     /*infrastructure=*/true},
    {"guards.purge",
     "DELETE FROM guards WHERE tenant_id = ? AND use_time < ? AND counter = 0 ORDER BY use_time "
     "LIMIT ?"}};

absl::StatusOr<int64_t> PurgeTenant(db::Database* database, const db::Query& purge,
                                    const std::string& tenant, absl::Time bound) {
  int64_t total = 0;
  int64_t deleted = kBatch;
  while (deleted == kBatch) {
    GUANXI_RETURN_IF_ERROR(
        database->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
          GUANXI_ASSIGN_OR_RETURN(deleted, tx.Execute(purge, {tenant, bound, kBatch}));
          return absl::OkStatus();
        }));
    total += deleted;
  }
  return total;
}

}  // namespace

absl::StatusOr<int64_t> Purge(db::Database* database, Clock* clock, const Purged& purged) {
  const absl::Time bound = clock->Now() - purged.age;
  int64_t total = 0;
  std::string tenant(Uuid::kSize, '\0');
  while (true) {
    GUANXI_RETURN_IF_ERROR(
        database->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
          GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(purged.next_tenant, {tenant}));
          tenant = std::string(rows[0].String(0));  // Empty: there is none.
          return absl::OkStatus();
        }));
    if (tenant.empty()) return total;
    GUANXI_ASSIGN_OR_RETURN(const int64_t deleted,
                            PurgeTenant(database, purged.purge, tenant, bound));
    total += deleted;
  }
}

absl::StatusOr<int64_t> PurgeRequestLog(db::Database* database, Clock* clock) {
  return Purge(database, clock, kRequests);
}

absl::StatusOr<int64_t> PurgeGuards(db::Database* database, Clock* clock) {
  return Purge(database, clock, kGuards);
}

std::vector<db::Query> PurgeQueries() {
  return {kRequests.next_tenant, kRequests.purge, kGuards.next_tenant, kGuards.purge};
}

}  // namespace guanxi::resource
