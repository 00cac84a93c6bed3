#include "gateway/access/purge.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/db/transaction.h"

namespace guanxi::access {
namespace {

constexpr int64_t kBatch = 500;
constexpr const char* kTables[] = {"refresh_tokens", "used_assertions", "login_buckets"};

// The next tenant that has rows: a short look into the index for each.
db::Query NextTenant(const char* table) {
  return {absl::StrCat(table, ".next_tenant"),
          absl::StrCat("SELECT MIN(tenant_id) FROM ", table, " WHERE tenant_id > ?"),
          /*infrastructure=*/true};
}

db::Query Purge(const char* table) {
  return {absl::StrCat(table, ".purge"),
          absl::StrCat("DELETE FROM ", table,
                       " WHERE tenant_id = ? AND expire_time < ? ORDER BY expire_time LIMIT ?")};
}

absl::StatusOr<int64_t> PurgeTable(db::Database* database, const char* table, absl::Time now) {
  const db::Query next_tenant = NextTenant(table);
  const db::Query purge = Purge(table);
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
    for (int64_t deleted = kBatch; deleted == kBatch; total += deleted) {
      GUANXI_RETURN_IF_ERROR(
          database->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
            GUANXI_ASSIGN_OR_RETURN(deleted, tx.Execute(purge, {tenant, now, kBatch}));
            return absl::OkStatus();
          }));
    }
  }
}

}  // namespace

absl::StatusOr<int64_t> PurgeExpired(db::Database* database, Clock* clock) {
  int64_t total = 0;
  for (const char* table : kTables) {
    GUANXI_ASSIGN_OR_RETURN(const int64_t deleted, PurgeTable(database, table, clock->Now()));
    total += deleted;
  }
  return total;
}

std::vector<db::Query> PurgeQueries() {
  std::vector<db::Query> queries;
  for (const char* table : kTables) {
    queries.push_back(NextTenant(table));
    queries.push_back(Purge(table));
  }
  return queries;
}

}  // namespace guanxi::access
