#include "customer-svc/tree/tree_refresher.h"

#include <algorithm>

#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "customer-svc/tree/customer_tree.h"

namespace guanxi::customer {
namespace {

constexpr int kPage = 200;

const db::Query kSelectStale{
    "tree.select_stale",
    "SELECT tenant_id, id FROM tree_nodes FORCE INDEX (idx_tree_nodes_stale) WHERE stale = 1 AND "
    "(tenant_id > ? OR (tenant_id = ? AND id > ?)) ORDER BY tenant_id, id LIMIT ?",
    /*infrastructure=*/true};

struct Place {
  Uuid tenant, id;
};

absl::StatusOr<std::vector<Place>> ReadPage(db::Database& database, const Place& after, int most) {
  std::vector<Place> page;
  GUANXI_RETURN_IF_ERROR(
      database.ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        page.clear();
        GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                                tx.Select(kSelectStale, {after.tenant.bytes(), after.tenant.bytes(),
                                                         after.id.bytes(), most}));
        for (const db::Row row : rows) {
          Place place;
          GUANXI_ASSIGN_OR_RETURN(place.tenant, Uuid::FromBytes(row.String(0)));
          GUANXI_ASSIGN_OR_RETURN(place.id, Uuid::FromBytes(row.String(1)));
          page.push_back(place);
        }
        return absl::OkStatus();
      }));
  return page;
}

}  // namespace

absl::StatusOr<int> TreeRefresher::Turn() const {
  absl::Status first;
  int done = 0;
  int fresh = 0;
  Place at;
  while (fresh < most_) {
    const int room = std::min(kPage, most_ - fresh);
    GUANXI_ASSIGN_OR_RETURN(const std::vector<Place> page, ReadPage(*database_, at, room));
    for (const Place& place : page) {
      const absl::Status status = database_->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) {
        return RefreshNode(tx, place.tenant, place.id, *customers_);
      });
      fresh += status.ok() ? 1 : 0;
      first.Update(status);
      ++done;
    }
    if (static_cast<int>(page.size()) < room) break;
    at = page.back();
  }
  GUANXI_RETURN_IF_ERROR(first);
  return done;
}

void TreeRefresher::Run() const {
  const absl::StatusOr<int> done = Turn();
  if (!done.ok()) {
    Log(Severity::kWarning, "tree.not_refreshed", {{"reason", Reason(done.status())}});
  }
}

std::vector<db::Query> TreeRefresherQueries() { return {kSelectStale}; }

}  // namespace guanxi::customer
