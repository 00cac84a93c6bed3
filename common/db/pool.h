// The connections of one lane.
#ifndef GUANXI_COMMON_DB_POOL_H_
#define GUANXI_COMMON_DB_POOL_H_

#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/mutex.h"
#include "common/db/connection.h"
#include "common/db/metrics.h"
#include "common/db/options.h"

namespace guanxi::db {

// At most `connections` at a time, opened when needed and handed out last-in first-out.
//
// A connection that broke is destroyed. Its fellows most likely lost their server too: those that
// were idle then, like those idle for long, are pinged before they are handed out, so that a
// restart of the server costs the calls under way and no others.
//
// Thread safety: all methods may be called at once.
class Pool {
 public:
  using Factory = std::function<absl::StatusOr<std::unique_ptr<Connection>>()>;

  // `metrics` is not owned.
  Pool(Lane lane, const LaneOptions& options, Factory open, Metrics* metrics)
      : lane_(lane), options_(options), open_(std::move(open)), metrics_(metrics) {}
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  // Holds a connection and gives it back when it dies; the pool must outlive it.
  class Lease {
   public:
    Lease(Pool* pool, std::unique_ptr<Connection> connection)
        : pool_(pool), connection_(std::move(connection)) {}
    Lease(Lease&&) = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease() {
      if (connection_ != nullptr) pool_->Release(std::move(connection_));
    }
    Connection* get() const { return connection_.get(); }
    Connection* operator->() const { return connection_.get(); }

   private:
    Pool* const pool_;
    std::unique_ptr<Connection> connection_;
  };

  // Waits for a free connection until `deadline` (DEADLINE_EXCEEDED) or for the lane's `max_wait`
  // (RESOURCE_EXHAUSTED, DB_POOL_EXHAUSTED), then connects if none is idle.
  absl::StatusOr<Lease> Acquire(absl::Time deadline);

  // Closes the prepared statements of all connections that are idle.
  void DropIdleStatements();

  const LaneOptions& options() const { return options_; }

 private:
  struct Idle {
    std::unique_ptr<Connection> connection;
    absl::Time since;
    bool suspect;
  };

  // Takes one of the lane's places, and the connection that lies there if there is one.
  absl::StatusOr<Idle> TakePlace(absl::Time deadline);
  absl::Status WaitForPlace(absl::Time deadline) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Release(std::unique_ptr<Connection> connection);
  void FreePlace();

  const Lane lane_;
  const LaneOptions options_;
  const Factory open_;
  Metrics* const metrics_;

  Mutex mutex_;
  CondVar place_free_;
  int in_use_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<Idle> idle_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace guanxi::db

#endif  // GUANXI_COMMON_DB_POOL_H_
