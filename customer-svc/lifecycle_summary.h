// How many customers came from which stage into which one.
#ifndef GUANXI_CUSTOMER_SVC_LIFECYCLE_SUMMARY_H_
#define GUANXI_CUSTOMER_SVC_LIFECYCLE_SUMMARY_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/transaction.h"
#include "common/resource/row_scope.h"
#include "guanxi/customer/v1/lifecycle_service.pb.h"

namespace guanxi::customer {

// What a summary is of.
struct LifecycleQuestion {
  Uuid tenant;
  const resource::RowScope& scope;  // of the history's records
  absl::Time begin, end;
};

// Errors: those of common/db.
absl::Status ReadLifecycleSummary(db::Transaction& tx, const LifecycleQuestion& question,
                                  v1::SummarizeLifecycleResponse* summary);

// The statements, of a scope that has a little of everything, for the linter.
std::vector<db::Query> LifecycleQueries(const resource::RowScope& scope);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_LIFECYCLE_SUMMARY_H_
