#include "customer-svc/pool_queries.h"

namespace guanxi::customer {

db::Query CustomerBehindInHand() {
  return {
      "customer.behind_in_hand",
      "SELECT c.id FROM customers c FORCE INDEX (idx_owner_id_update_time) WHERE c.tenant_id = ? "
      "AND c.live = 1 AND c.owner_id = ? LIMIT 1 OFFSET ?"};
}

db::Query CustomersInPool() {
  return {"customer.in_pool",
          "SELECT id, update_time FROM customers FORCE INDEX (idx_pool_id_update_time) "
          "WHERE tenant_id = ? AND live = 1 AND pool_id = ? "
          "ORDER BY update_time DESC, id DESC LIMIT ?"};
}

db::Query NextCustomersInPool() {
  return {"customer.next_in_pool",
          "SELECT id, update_time FROM customers FORCE INDEX (idx_pool_id_update_time) "
          "WHERE tenant_id = ? AND live = 1 AND pool_id = ? "
          "AND (update_time < ? OR (update_time = ? AND id < ?)) "
          "ORDER BY update_time DESC, id DESC LIMIT ?"};
}

}  // namespace guanxi::customer
