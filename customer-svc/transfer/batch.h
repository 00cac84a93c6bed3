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
#include "customer-svc/transfer/row.h"
#include "guanxi/customer/v1/customer_service.pb.h"

namespace guanxi::customer {

// What became of a row.
enum class Outcome { kCreated, kUpdated, kUnchanged, kFailed };
struct RowResult {
  Outcome outcome = Outcome::kFailed;
  // Why it was refused, or what it was taken without, for the error file; empty if neither.
  std::string error;
  // The customer that it was taken as; empty if it was refused.
  std::string customer;
  // It names no customer and has no external id.
  bool without_id = false;
};

// The id of the customer that a row without name and external ids means: it follows from what the
// row states, also from what cannot be taken, so that the same row means the same customer in every
// load. The row is in normal form: the same content written in another way is the same row.
Uuid ContentId(const Uuid& tenant, const std::string& source_system, const Row& row);

// Writes rows through the unit of work, without the values that are refused (salvage.h); these go
// from `stated` to `left_out`. A row means
//   1. the customer that its name says, or that it was kept as before (created under that id if
//      there is none);
//   2. else the one that has one of its external ids;
//   3. else the one that was created from the same external id, or the same content, before.
//
// Appends the results of the rows from the first on. There are fewer than rows if a row means the
// same customer as one before it and states something else: it must wait for the next transaction.
//
// Returns an error if nothing may be committed: of the database, or of a row that was refused
// after it had been written in part (see IsRowError). Rows that can be refused cleanly are results.
absl::Status ApplyRows(const v1::ImportCustomersRequest& options,
                       const resource::Resource& customers, absl::Span<Row> rows,
                       resource::UnitOfWork& work, std::vector<RowResult>* results);

// Whether an error is the fault of a row, and not of the moment.
bool IsRowError(const absl::Status& status);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_TRANSFER_BATCH_H_
