#include "common/resource/purge.h"

#include <string>

#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/db/transaction.h"

namespace guanxi::resource {
namespace {

constexpr int64_t kBatch = 500;

// The next tenant that has rows: a short look into the index for each.
const db::Query kNextRequestTenant{"request_log.next_tenant",
                                   "SELECT MIN(tenant_id) FROM request_log WHERE tenant_id > ?",
                                   /*infrastructure=*/true};
const db::Query kPurgeRequests{
    "request_log.purge",
    "DELETE FROM request_log WHERE tenant_id = ? AND create_time < ? ORDER BY create_time LIMIT ?"};

const db::Query kNextOutboxTenant{"outbox.next_tenant",
                                  "SELECT MIN(tenant_id) FROM outbox WHERE tenant_id > ?",
                                  /*infrastructure=*/true};
const db::Query kPurgeOutbox{
    "outbox.purge",
    "DELETE FROM outbox WHERE tenant_id = ? AND event_id < ? ORDER BY event_id LIMIT ?"};

absl::StatusOr<int64_t> PurgeTenant(db::Database* database, const db::Query& purge,
                                    const std::string& tenant, const db::Value& bound) {
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

absl::StatusOr<int64_t> Purge(db::Database* database, const db::Query& next_tenant,
                              const db::Query& purge, const db::Value& bound) {
  int64_t total = 0;
  std::string tenant(Uuid::kSize, '\0');
  while (true) {
    GUANXI_RETURN_IF_ERROR(
        database->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
          GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(next_tenant, {tenant}));
          tenant = std::string(rows[0].String(0));  // Empty: there is none.
          return absl::OkStatus();
        }));
    if (tenant.empty()) return total;
    GUANXI_ASSIGN_OR_RETURN(const int64_t deleted, PurgeTenant(database, purge, tenant, bound));
    total += deleted;
  }
}

// Events have version 7 ids: the first 48 bits are milliseconds.
std::string FirstEventAt(absl::Time time) {
  const int64_t milliseconds = absl::ToUnixMillis(time);
  std::string id(Uuid::kSize, '\0');
  for (int i = 0; i < 6; ++i) id[i] = static_cast<char>(milliseconds >> (8 * (5 - i)));
  return id;
}

}  // namespace

absl::StatusOr<int64_t> PurgeRequestLog(db::Database* database, Clock* clock) {
  return Purge(database, kNextRequestTenant, kPurgeRequests, clock->Now() - kPurgeAge);
}

absl::StatusOr<int64_t> PurgeOutbox(db::Database* database, Clock* clock) {
  return Purge(database, kNextOutboxTenant, kPurgeOutbox, FirstEventAt(clock->Now() - kPurgeAge));
}

std::vector<db::Query> PurgeQueries() {
  return {kNextRequestTenant, kPurgeRequests, kNextOutboxTenant, kPurgeOutbox};
}

}  // namespace guanxi::resource
