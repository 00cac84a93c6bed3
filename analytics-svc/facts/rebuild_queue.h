// Tenants whose facts are to be read anew because somebody asked for it: rows of `fact_rebuilds`,
// one for each type of records, with the place that the reading has come to. It goes on in pages,
// beside the events; two processes that do the same page do no harm.
#ifndef GUANXI_ANALYTICS_SVC_FACTS_REBUILD_QUEUE_H_
#define GUANXI_ANALYTICS_SVC_FACTS_REBUILD_QUEUE_H_

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "analytics-svc/facts/source.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/db/query.h"

namespace guanxi::analytics {

// Thread-safe. Owns nothing.
class RebuildQueue {
 public:
  // Reads one page; see FactRebuild::Page.
  using Page = std::function<absl::StatusOr<Uuid>(const Source& source, const Uuid& tenant,
                                                  int partition, const Uuid& after)>;

  explicit RebuildQueue(db::Database* database) : database_(database) {}

  // Adds all types of a tenant. Returns how many were not there already. Errors: those of the
  // database.
  absl::StatusOr<int> Add(const Uuid& tenant, absl::Time now) const;
  // The services of which a tenant has types in it. Errors: those of the database.
  absl::StatusOr<std::set<std::string>> Pending(const Uuid& tenant) const;

  // Does the next page of what has waited longest; false: there is none. Errors: those of `page`
  // and of the database; the row stays, behind the others.
  absl::StatusOr<bool> Turn(const Page& page, absl::Time now) const;

 private:
  db::Database* const database_;
};

std::vector<db::Query> RebuildQueries();
std::vector<db::InsertQuery> RebuildInserts();

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_FACTS_REBUILD_QUEUE_H_
