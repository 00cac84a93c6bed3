// What is still to be paid, by how long it has been due.
#ifndef GUANXI_LEAD_SVC_CONTRACTS_RECEIVABLES_H_
#define GUANXI_LEAD_SVC_CONTRACTS_RECEIVABLES_H_

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/transaction.h"
#include "common/resource/row_scope.h"
#include "guanxi/lead/v1/payment_plan_service.pb.h"

namespace guanxi::lead {

// Of the outstanding plans in the scope, and of one customer if he is stated; by currency, in the
// order of codes. Reads every one of them. Errors: those of common/db, and
//   OUT_OF_RANGE  SUM_TOO_LARGE  a sum is no Money any more
absl::StatusOr<std::vector<v1::Receivables>> ReadReceivables(db::Transaction& tx,
                                                             const Uuid& tenant,
                                                             const resource::RowScope& scope,
                                                             const std::optional<Uuid>& customer,
                                                             absl::CivilDay as_of);

// The statements, for the linter.
std::vector<db::Query> ReceivablesQueries(const resource::RowScope& scope);

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_CONTRACTS_RECEIVABLES_H_
