// What is kept of processes besides their resources: one row each, read and written by whoever
// holds the instance's.
#ifndef GUANXI_WORKFLOW_SVC_APPROVAL_PROCESS_STORE_H_
#define GUANXI_WORKFLOW_SVC_APPROVAL_PROCESS_STORE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/transaction.h"
#include "workflow-svc/approval/stored_process.pb.h"

namespace guanxi::workflow {

// As it was read. `version` grows with every write.
struct KeptProcess {
  approval::StoredProcess process;
  int64_t version = 0;
};

// Errors of all: those of common/db, and as stated.
//   INTERNAL             (no reason)  it cannot be parsed
//   FAILED_PRECONDITION  NOT_RUNNING  there is none of that id
absl::StatusOr<KeptProcess> ReadProcess(db::Transaction& tx, const Uuid& tenant, const Uuid& id);
absl::Status InsertProcess(db::Transaction& tx, const Uuid& tenant, const Uuid& id,
                           const approval::StoredProcess& process);
//   ABORTED  TRANSACTION_CONFLICT  another one has written it since it was read
absl::Status UpdateProcess(db::Transaction& tx, const Uuid& tenant, const Uuid& id,
                           KeptProcess* kept);

// That a process has nothing to go on by any more.
absl::Status NotRunning(const std::string& instance);

// The statements, for the linter.
std::vector<db::Query> ProcessStoreQueries();

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_APPROVAL_PROCESS_STORE_H_
