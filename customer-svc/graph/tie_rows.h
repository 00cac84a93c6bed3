// How rows of ties are read. Private to this folder.
#ifndef GUANXI_CUSTOMER_SVC_GRAPH_TIE_ROWS_H_
#define GUANXI_CUSTOMER_SVC_GRAPH_TIE_ROWS_H_

#include <cstdint>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/db/query.h"
#include "common/db/rows.h"
#include "common/db/value.h"
#include "customer-svc/graph/graph_reader.h"
#include "customer-svc/graph/tie_queries.h"
#include "customer-svc/parties/visible_rows.h"

namespace guanxi::customer {

// The values that a statement is about, in parts of what one takes, and those before and behind
// them; tenant_id comes first, the limit last. At most `most` rows are read.
struct TieValues {
  const std::vector<db::Value>& wanted;
  std::vector<db::Value> before = {};
  std::vector<db::Value> behind = {};
  int64_t most = kMostTies;
};
// Shows `visit` all rows. Errors: its own, those of common/db, and
//   RESOURCE_EXHAUSTED  GRAPH_TOO_LARGE  there are more than `most`, all parts together
absl::Status VisitTies(const VisibleRows& visible, const TieValues& values,
                       absl::FunctionRef<db::Query(size_t marks)> select,
                       absl::FunctionRef<absl::Status(const db::Row&)> visit);

// A row of SelectRelated.
absl::StatusOr<Tie> RelatedOf(const db::Row& row);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_GRAPH_TIE_ROWS_H_
