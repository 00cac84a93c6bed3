#include "lead-svc/pool_queries.h"

namespace guanxi::lead {

db::Query LeadsInHand() {
  return {"lead.in_hand",
          "SELECT id FROM leads FORCE INDEX (idx_owner_id_update_time) WHERE tenant_id = ? "
          "AND live = 1 AND owner_id = ? AND state IN (?, ?, ?, ?) LIMIT ?"};
}

db::Query LeadsInPool() {
  return {"lead.in_pool",
          "SELECT id, update_time FROM leads FORCE INDEX (idx_pool_id_update_time) "
          "WHERE tenant_id = ? AND live = 1 AND pool_id = ? "
          "ORDER BY update_time DESC, id DESC LIMIT ?"};
}

db::Query NextLeadsInPool() {
  return {"lead.next_in_pool",
          "SELECT id, update_time FROM leads FORCE INDEX (idx_pool_id_update_time) "
          "WHERE tenant_id = ? AND live = 1 AND pool_id = ? "
          "AND (update_time < ? OR (update_time = ? AND id < ?)) "
          "ORDER BY update_time DESC, id DESC LIMIT ?"};
}

}  // namespace guanxi::lead
