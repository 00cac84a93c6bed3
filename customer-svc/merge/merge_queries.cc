#include "customer-svc/merge/merge_queries.h"

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/bounded_rows.h"
#include "guanxi/customer/v1/duplicate_cluster.pb.h"

namespace guanxi::customer {
namespace {

using v1::CustomerMerge;
using v1::DuplicateCluster;

// Few rows: what is moved has none.
const db::Query kMoving{"customer_merge.moving",
                        "SELECT merge_id FROM merge_turns WHERE tenant_id = ? AND (into_id = ? OR "
                        "record_id = ?) LIMIT 1"};

const db::Query kLater{
    "customer_merge.later",
    "SELECT id FROM customer_merges WHERE tenant_id = ? AND live = 1 AND survivor_id = ? AND "
    "(create_time > ? OR (create_time = ? AND id > ?)) AND state <> ? ORDER BY create_time DESC, "
    "id DESC LIMIT 1"};

const db::Query kOfBulk{
    "customer_merge.of_bulk",
    "SELECT id FROM customer_merges WHERE tenant_id = ? AND live = 1 AND bulk = ? AND id < ? AND "
    "state IN (?, ?) ORDER BY id DESC LIMIT ?"};

const db::Query kAnyOfBulk{"customer_merge.any_of_bulk",
                           "SELECT id FROM customer_merges WHERE tenant_id = ? AND live = 1 AND "
                           "bulk = ? LIMIT 1"};

const db::Query kSelectClusters{
    "duplicate_cluster.to_merge",
    "SELECT id FROM duplicate_clusters FORCE INDEX (PRIMARY) WHERE tenant_id = ? AND live = 1 AND "
    "state = ? AND kind = ? AND id > ? ORDER BY id LIMIT 50"};

}  // namespace

absl::Status CheckNoneMoves(resource::UnitOfWork& work,
                            const std::vector<resource::ResourceName>& customers) {
  for (const resource::ResourceName& customer : customers) {
    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                            work.tx().Select(kMoving, {work.principal().tenant.bytes(),
                                                       customer.id.bytes(), customer.id.bytes()}));
    if (!rows.empty()) {
      return FailedPrecondition("MERGE_UNDER_WAY",
                                absl::StrCat("customers/", customer.id.ToString()),
                                "not all is moved of a merge that it is part of");
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<Uuid>> FindLaterMerge(resource::UnitOfWork& work, const Uuid& survivor,
                                                   const Uuid& merge, absl::Time create_time) {
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      work.tx().Select(kLater,
                       {work.principal().tenant.bytes(), survivor.bytes(), create_time, create_time,
                        merge.bytes(), static_cast<int>(CustomerMerge::UNDONE)}));
  if (rows.empty()) return std::optional<Uuid>();
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(rows[0].String(0)));
  return std::optional<Uuid>(id);
}

absl::StatusOr<std::vector<Uuid>> StandingMergesOf(db::Transaction& tx, const Uuid& tenant,
                                                   const std::string& bulk, const Uuid& before,
                                                   int64_t limit) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          tx.Select(kOfBulk, {tenant.bytes(), bulk, before.bytes(),
                                              static_cast<int>(CustomerMerge::MOVING),
                                              static_cast<int>(CustomerMerge::DONE), limit}));
  std::vector<Uuid> ids;
  for (const db::Row row : rows) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(0)));
    ids.push_back(id);
  }
  return ids;
}

absl::StatusOr<bool> HasMerges(db::Transaction& tx, const Uuid& tenant, const std::string& bulk) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(kAnyOfBulk, {tenant.bytes(), bulk}));
  return !rows.empty();
}

absl::StatusOr<NextCluster> FindNextCluster(db::Transaction& tx, const resource::Resource& clusters,
                                            const Uuid& tenant, const std::string& scan, int least,
                                            const std::string& place) {
  NextCluster next;
  next.place = place.empty() ? std::string(Uuid().bytes()) : place;
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      tx.Select(kSelectClusters, {tenant.bytes(), static_cast<int>(DuplicateCluster::OPEN),
                                  static_cast<int>(DuplicateCluster::SAME), next.place}));
  std::vector<Uuid> ids;
  for (const db::Row row : rows) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(0)));
    ids.push_back(id);
  }
  next.is_last = ids.empty();
  if (next.is_last) return next;
  GUANXI_ASSIGN_OR_RETURN(const auto page, resource::ReadBounded(tx, clusters, tenant, ids, 0,
                                                                 resource::Partly::kRead));
  for (size_t i = 0; i < page.ids && !next.name.has_value(); ++i) {
    next.place = std::string(ids[i].bytes());
    const auto row = page.rows.find(ids[i]);
    if (row == page.rows.end()) continue;
    const auto& cluster = static_cast<const DuplicateCluster&>(*row->second.message);
    if (cluster.scan() == scan && cluster.certainty() >= least) next.name = row->second.name;
  }
  return next;
}

std::vector<db::Query> MergeQueries() {
  return {kMoving, kLater, kOfBulk, kAnyOfBulk, kSelectClusters};
}

}  // namespace guanxi::customer
