// The files and long-running operations of a service.
#ifndef GUANXI_COMMON_SERVICE_STORES_H_
#define GUANXI_COMMON_SERVICE_STORES_H_

#include "common/base/clock.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/files/file_store.h"
#include "common/jobs/operation_store.h"

namespace guanxi::service {

// For OperationStore and Leases: an operation's files go with it. `files` is not owned.
jobs::OperationEvents FileEvents(files::FileStore* files);

// Both, tied together by FileEvents. Thread-safe. Owns nothing that it is given.
struct Stores {
  Stores(db::Database* database, Clock* clock, UuidSource* ids,
         const files::FileStore::Options& options);

  files::FileStore files;
  jobs::OperationStore operations;
};

}  // namespace guanxi::service

#endif  // GUANXI_COMMON_SERVICE_STORES_H_
