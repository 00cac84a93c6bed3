// What customers lack, the least complete first.
#ifndef GUANXI_CUSTOMER_SVC_STANDING_DATA_GAPS_H_
#define GUANXI_CUSTOMER_SVC_STANDING_DATA_GAPS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/transaction.h"
#include "common/resource/row_scope.h"
#include "guanxi/customer/v1/quality_service.pb.h"

namespace guanxi::customer {

// Where a page begins: behind this customer.
struct GapPlace {
  int64_t completeness = 0;
  std::string id;  // 16 bytes
};

// What a list is of.
struct GapQuestion {
  Uuid tenant;
  const resource::RowScope& scope;  // of customers
  std::optional<Uuid> owner;        // nothing: whoever it is
  int below = 0;
  int size = 0;
  std::optional<GapPlace> after;
};

// A page, and where the next one begins; nothing: it is the last.
struct GapPage {
  std::vector<v1::DataGap> gaps;
  std::optional<GapPlace> next;
};

// Errors: those of common/db.
absl::StatusOr<GapPage> ReadDataGaps(db::Transaction& tx, const GapQuestion& question);

// The statements, of a scope that has a little of everything, for the linter.
std::vector<db::Query> DataGapQueries(const resource::RowScope& scope);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_STANDING_DATA_GAPS_H_
