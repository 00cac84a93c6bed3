// Brings rows of an import into the customers: which customer a row means, and what becomes of it.
#ifndef GUANXI_CUSTOMER_SVC_TRANSFER_BATCH_H_
#define GUANXI_CUSTOMER_SVC_TRANSFER_BATCH_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "common/base/uuid.h"
#include "common/resource/resource.h"
#include "common/resource/unit_of_work.h"
#include "customer-svc/transfer/row_reader.h"
#include "guanxi/customer/v1/customer_service.pb.h"

namespace guanxi::customer {

// What became of a row. `error` is set if it was refused.
enum class Outcome { kCreated, kUpdated, kUnchanged, kFailed };
struct RowResult {
  Outcome outcome = Outcome::kFailed;
  absl::Status error;
};

// The id of the customer that a row without name and external ids means: it follows from what the
// row states, so that the same row means the same customer in every load.
Uuid ContentId(const Uuid& tenant, const std::string& source_system, const v1::Customer& stated);

// Writes rows through the unit of work. A row means
//   1. the customer that its name says (created under that id if there is none);
//   2. else the one that has one of its external ids;
//   3. else the one that was created from the same external id, or the same content, before.
//
// Appends the results of the rows from the first on. There are fewer than rows if a row means the
// same customer as one before it and states something else: it must wait for the next transaction.
//
// Returns an error if nothing may be committed: of the database, or of a row that was refused
// after it had been written in part (see IsRowError). Rows that can be refused cleanly are results.
absl::Status ApplyRows(const v1::ImportCustomersRequest& options,
                       const resource::Resource& customers, absl::Span<const Row> rows,
                       resource::UnitOfWork& work, std::vector<RowResult>* results);

// Whether an error is the fault of a row, and not of the moment.
bool IsRowError(const absl::Status& status);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_TRANSFER_BATCH_H_
