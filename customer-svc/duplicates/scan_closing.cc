#include "customer-svc/duplicates/scan_closing.h"

#include "common/base/status_macros.h"
#include "guanxi/customer/v1/duplicate_cluster.pb.h"

namespace guanxi::customer {
namespace {

using resource::UnitOfWork;
using v1::DuplicateCluster;

const db::Query kSelectClusters{
    "duplicate_cluster.page",
    "SELECT id FROM duplicate_clusters FORCE INDEX (PRIMARY) WHERE tenant_id = ? AND live = 1 AND "
    "state IN (?, ?) AND id > ? ORDER BY id LIMIT 100"};

}  // namespace

absl::StatusOr<ClosedPage> CloseOthers(UnitOfWork& work, const resource::Resource& clusters,
                                       const std::string& scan, const Uuid& place) {
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      work.tx().Select(kSelectClusters,
                       {work.principal().tenant.bytes(), static_cast<int>(DuplicateCluster::OPEN),
                        static_cast<int>(DuplicateCluster::LATER), place.bytes()}));
  ClosedPage page;
  page.place = place;
  page.is_last = rows.empty();
  std::vector<Uuid> ids;
  for (const db::Row row : rows) {
    GUANXI_ASSIGN_OR_RETURN(page.place, Uuid::FromBytes(row.String(0)));
    ids.push_back(page.place);
  }
  if (ids.empty()) return page;
  GUANXI_ASSIGN_OR_RETURN(const auto stored, work.GetMany(clusters, ids));
  for (const auto& [id, row] : stored) {
    DuplicateCluster next = static_cast<const DuplicateCluster&>(*row.message);
    // What a rule warned of is for people to decide, found again or not.
    if (next.scan().empty() || next.scan() == scan) continue;
    next.set_state(DuplicateCluster::GONE);
    next.clear_later_until();
    GUANXI_RETURN_IF_ERROR(work.Update(clusters, row, &next).status());
    ++page.gone;
  }
  return page;
}

std::vector<db::Query> ScanClosingQueries() { return {kSelectClusters}; }

}  // namespace guanxi::customer
