#include "bench/samples.h"

#include "common/base/status_macros.h"

namespace guanxi::bench {

absl::StatusOr<std::vector<Uuid>> LatestCustomers(db::Database* database, const Uuid& tenant,
                                                  int count) {
  const db::Query query{"bench.latest",
                        "SELECT id FROM customers WHERE tenant_id = ? AND live = 1 "
                        "ORDER BY create_time DESC, id DESC LIMIT ?"};
  std::vector<Uuid> ids;
  const auto body = [&](db::Transaction& tx) -> absl::Status {
    ids.clear();
    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(query, {tenant.bytes(), count}));
    for (const db::Row row : rows) {
      GUANXI_ASSIGN_OR_RETURN(ids.emplace_back(), Uuid::FromBytes(row.String(0)));
    }
    return absl::OkStatus();
  };
  GUANXI_RETURN_IF_ERROR(database->ReadOnly({db::Lane::kJob}, body));
  return ids;
}

}  // namespace guanxi::bench
