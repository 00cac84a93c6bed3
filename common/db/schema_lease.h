// The right to change a schema, held by one process at a time. Private to the migrator.
#ifndef GUANXI_COMMON_DB_SCHEMA_LEASE_H_
#define GUANXI_COMMON_DB_SCHEMA_LEASE_H_

#include <atomic>
#include <memory>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/mutex.h"
#include "common/db/connection.h"

namespace guanxi::db {

// A row with holder, epoch and expiry by the server's clock. A thread with a connection of its own
// renews it, for one ALTER TABLE may outlast any lease. A holder that dies is followed after
// `duration`; GET_LOCK would do on one server but not on a Galera cluster.
class SchemaLease {
 public:
  // Waits up to `max_wait` for another holder to end, then ABORTED, SCHEMA_LEASE_HELD. `connection`
  // becomes the lease's own. The table must exist (CreateTable).
  static absl::StatusOr<std::unique_ptr<SchemaLease>> Acquire(
      std::unique_ptr<Connection> connection, absl::Duration duration, absl::Duration max_wait);
  // Gives the lease back.
  ~SchemaLease();

  static absl::Status CreateTable(Connection* connection);

  // OK while the lease is ours; to be asked before every step.
  absl::Status Check() const;

 private:
  SchemaLease(std::unique_ptr<Connection> connection, absl::Duration duration);
  absl::StatusOr<bool> TryTake();
  absl::StatusOr<bool> Extend(absl::Duration duration);
  void KeepRenewing();

  const std::unique_ptr<Connection> connection_;  // of the renewing thread, once that runs
  const absl::Duration duration_;
  const std::string holder_;

  std::atomic<bool> lost_{false};
  Mutex mutex_;
  CondVar stop_changed_;
  bool stop_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread renewer_;
};

}  // namespace guanxi::db

#endif  // GUANXI_COMMON_DB_SCHEMA_LEASE_H_
