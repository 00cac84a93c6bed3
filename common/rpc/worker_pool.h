// The worker threads of one lane, shared fairly between tenants.
#ifndef GUANXI_COMMON_RPC_WORKER_POOL_H_
#define GUANXI_COMMON_RPC_WORKER_POOL_H_

#include <deque>
#include <memory>
#include <thread>
#include <vector>

#include "absl/container/node_hash_map.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/base/mutex.h"
#include "common/base/uuid.h"

namespace prometheus {
class Gauge;
}

namespace guanxi::rpc {

// Something for a worker to do once.
class Task {
 public:
  virtual ~Task() = default;
  // `waited` is the time from Submit to now. Must not throw.
  virtual void Run(absl::Duration waited) = 0;
};

// A fixed number of threads over one bounded queue per tenant. Tenants take turns; each has at
// most half of the threads and half of the queue (at least one), so that a tenant that floods the
// lane finds its own calls refused and nobody else's.
//
// Thread-safe. The destructor runs what is queued, then joins.
class WorkerPool {
 public:
  struct Options {
    int threads = 1;
    int queue_limit = 1;
    absl::Duration max_queue_age;
    // Kept up to date when set; not owned.
    prometheus::Gauge* queued = nullptr;
    prometheus::Gauge* busy = nullptr;
  };

  explicit WorkerPool(const Options& options);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // Queues `task` or refuses at once; never waits.
  //
  // Errors (code, reason), all with RetryInfo
  //   RESOURCE_EXHAUSTED  LANE_FULL         the queue is full
  //   RESOURCE_EXHAUSTED  TENANT_LANE_FULL  the tenant's half of the queue is full
  //   RESOURCE_EXHAUSTED  LANE_SLOW         the tenant's oldest call has waited max_queue_age
  absl::Status Submit(const Uuid& tenant, std::shared_ptr<Task> task);

 private:
  struct Waiting {
    std::shared_ptr<Task> task;
    absl::Time since;
  };
  struct Tenant {
    std::deque<Waiting> waiting;
    int running = 0;
    bool ready = false;  // listed in ready_
  };

  absl::Status Admit(const Tenant& tenant, absl::Time now) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void List(const Uuid& id, Tenant* tenant) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Work();
  bool RunOne();

  const Options options_;
  const int tenant_threads_;
  const int tenant_queue_limit_;

  Mutex mutex_;
  CondVar changed_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  int queued_ ABSL_GUARDED_BY(mutex_) = 0;
  // Only tenants that have a call waiting or running.
  absl::node_hash_map<Uuid, Tenant> tenants_ ABSL_GUARDED_BY(mutex_);
  // Tenants with a call waiting and a thread to spare, in the order of their turns.
  std::deque<Uuid> ready_ ABSL_GUARDED_BY(mutex_);

  std::vector<std::thread> threads_;
};

}  // namespace guanxi::rpc

#endif  // GUANXI_COMMON_RPC_WORKER_POOL_H_
