// How a scan brings the match keys of all customers up to date.
#ifndef GUANXI_CUSTOMER_SVC_DUPLICATES_SCAN_INDEX_H_
#define GUANXI_CUSTOMER_SVC_DUPLICATES_SCAN_INDEX_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/transaction.h"
#include "common/resource/resource.h"
#include "customer-svc/duplicates/match_keys.h"

namespace guanxi::customer {

struct IndexedPage {
  int64_t customers = 0;
  Uuid place;  // the last one that was done with
  bool is_last = false;
};

// The next customers behind `place`, by id. Errors: those of common/db.
absl::StatusOr<IndexedPage> IndexPage(db::Transaction& tx, const resource::Resource& customers,
                                      const Uuid& tenant, const MatchKeys& keys, const Uuid& place);

// The statements, for the linter.
std::vector<db::Query> ScanIndexQueries();

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_DUPLICATES_SCAN_INDEX_H_
