#include "customer-svc/duplicates/scan_index.h"

#include <map>

#include "common/base/status_macros.h"
#include "common/resource/bounded_rows.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::customer {
namespace {

const db::Query kSelectIds{
    "customer.ids_behind",
    "SELECT id FROM customers FORCE INDEX (PRIMARY) WHERE tenant_id = ? AND live = 1 AND id > ? "
    "ORDER BY id LIMIT 200"};

}  // namespace

absl::StatusOr<IndexedPage> IndexPage(db::Transaction& tx, const resource::Resource& customers,
                                      const Uuid& tenant, const MatchKeys& keys,
                                      const Uuid& place) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          tx.Select(kSelectIds, {tenant.bytes(), place.bytes()}));
  IndexedPage indexed;
  indexed.place = place;
  indexed.is_last = rows.empty();
  std::vector<Uuid> ids;
  for (const db::Row row : rows) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(0)));
    ids.push_back(id);
  }
  if (ids.empty()) return indexed;
  GUANXI_ASSIGN_OR_RETURN(const auto page, resource::ReadBounded(tx, customers, tenant, ids, 0,
                                                                 resource::Partly::kRead));
  std::map<Uuid, const v1::Customer*> found;
  for (const auto& [id, row] : page.rows) {
    if (row.live) found[id] = static_cast<const v1::Customer*>(row.message.get());
  }
  GUANXI_RETURN_IF_ERROR(RewriteMatchKeys(tx, keys, tenant, found).status());
  indexed.customers = static_cast<int64_t>(found.size());
  indexed.place = ids[page.ids - 1];
  return indexed;
}

std::vector<db::Query> ScanIndexQueries() { return {kSelectIds}; }

}  // namespace guanxi::customer
