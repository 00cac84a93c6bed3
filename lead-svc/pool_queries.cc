#include "lead-svc/pool_queries.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace guanxi::lead {
namespace {

constexpr absl::string_view kInHand =
    "SELECT l.id FROM leads l FORCE INDEX (idx_in_hand) WHERE l.tenant_id = ? AND l.live = 1 "
    "AND l.owner_id = ? AND l.state IN (?, ?, ?, ?) LIMIT ";

}  // namespace

db::Query LeadsInHand() { return {"lead.in_hand", absl::StrCat(kInHand, "?")}; }

db::Query LeadBehindInHand() {
  return {"lead.behind_in_hand", absl::StrCat(kInHand, "1 OFFSET ?")};
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
