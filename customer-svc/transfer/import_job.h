// The work of an import, step by step.
#ifndef GUANXI_CUSTOMER_SVC_TRANSFER_IMPORT_JOB_H_
#define GUANXI_CUSTOMER_SVC_TRANSFER_IMPORT_JOB_H_

#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/files/file_store.h"
#include "common/jobs/job.h"
#include "common/resource/engine.h"
#include "common/resource/resource.h"
#include "customer-svc/access/data_access.h"

namespace guanxi::customer {

inline constexpr char kImportKind[] = "customers.import";

// What imports and exports work with. Nothing is owned.
struct TransferTools {
  db::Database* database;
  files::FileStore* files;
  const resource::Engine* engine;
  const resource::Resource* customers;
  // What exports count against; null: nothing.
  const DataAccess* access = nullptr;
};

// Reads the uploaded file row by row (state.proto: ImportJob, ImportCheckpoint). Each step is at
// most 200 rows in one transaction: customers, with all that belongs to them; refused rows, in the
// error file; and the checkpoint. So an import that was cut off anywhere goes on with the next row.
// A dry run undoes the customers of each step, and so does not see rows of earlier steps.
jobs::Handler ImportHandler(const TransferTools& tools);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_TRANSFER_IMPORT_JOB_H_
