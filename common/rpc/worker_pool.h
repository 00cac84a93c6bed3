// The worker threads of one lane, shared fairly between tenants.
#ifndef GUANXI_COMMON_RPC_WORKER_POOL_H_
#define GUANXI_COMMON_RPC_WORKER_POOL_H_

#include <deque>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/node_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/mutex.h"
#include "common/base/uuid.h"

namespace prometheus {
class Gauge;
}

namespace guanxi::rpc {

// Something for a worker to do once. `waited` is the time from Submit to now; neither function may
// throw.
class Task {
 public:
  virtual ~Task() = default;
  virtual void Run(absl::Duration waited) = 0;
  // Instead of Run, when no worker came within max_queue_age. Must not wait for anything.
  virtual void Expire(absl::Duration waited) = 0;
};

// A fixed number of threads over one bounded queue per tenant. Tenants take turns; each has at
// most half of the threads and half of the queue (at least one), so that a tenant that floods the
// lane finds its own calls refused and nobody else's. Where `share_among_callers` is set, the same
// holds once more for each caller within its tenant's share.
//
// Thread-safe. The destructor runs what is queued, then joins.
class WorkerPool {
 public:
  struct Options {
    int threads = 1;
    int queue_limit = 1;
    // No task waits longer, whatever the workers do.
    absl::Duration max_queue_age;
    bool share_among_callers = false;
    // Kept up to date when set; not owned.
    prometheus::Gauge* queued = nullptr;
    prometheus::Gauge* busy = nullptr;
  };

  explicit WorkerPool(const Options& options);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // Queues `task` or refuses at once; never waits. `caller` is who of the tenant asks; "" is not
  // held to a caller's share.
  //
  // Errors (code, reason), all with RetryInfo
  //   RESOURCE_EXHAUSTED  LANE_FULL         the queue is full
  //   RESOURCE_EXHAUSTED  TENANT_LANE_FULL  the tenant's half of the queue is full
  //   RESOURCE_EXHAUSTED  CALLER_LANE_FULL  the caller's half of the tenant's queue is full
  // What was admitted before and goes on is queued beyond these bounds, and takes up no place of
  // what is new: a thousand idle streams that wake at once keep no call out.
  enum class Entry { kNew, kAdmitted };
  absl::Status Submit(const Uuid& tenant, std::shared_ptr<Task> task, std::string caller = "",
                      Entry entry = Entry::kNew);

 private:
  struct Waiting {
    std::shared_ptr<Task> task;
    std::string caller;
    Entry entry = Entry::kNew;
    absl::Time since;
  };
  using Queue = std::deque<Waiting>;
  struct Tenant {
    Queue waiting;        // the oldest first
    int new_waiting = 0;  // of these, those that are new
    int running = 0;
    absl::flat_hash_map<std::string, int> running_of;  // by caller, those that have any
    bool ready = false;                                // listed in ready_
  };

  absl::Status Admit(const Tenant& tenant, absl::string_view caller) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  Queue::iterator NextOf(Tenant* tenant) const;
  // Takes it out of the queue.
  Waiting Take(Queue::iterator chosen, Tenant* tenant) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void List(const Uuid& id, Tenant* tenant) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool TakeTurn(Uuid* id, Waiting* next);
  void EndTurn(const Uuid& id, const std::string& caller);
  void Work();
  void ScanFrom(absl::Time when) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  Queue TakeExpired(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool AwaitExpired(Queue* expired);
  void ExpireOld();

  const Options options_;
  const int tenant_threads_;
  const int tenant_queue_limit_;
  const int caller_threads_;
  const int caller_queue_limit_;

  Mutex mutex_;
  CondVar changed_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  int queued_ ABSL_GUARDED_BY(mutex_) = 0;
  int new_queued_ ABSL_GUARDED_BY(mutex_) = 0;
  // Only tenants that have a call waiting or running, or are listed.
  absl::node_hash_map<Uuid, Tenant> tenants_ ABSL_GUARDED_BY(mutex_);
  // Tenants with a call waiting and a thread to spare, in the order of their turns.
  std::deque<Uuid> ready_ ABSL_GUARDED_BY(mutex_);
  // When the queues are looked through for old calls: never while nothing comes, and at most once
  // per max_queue_age while nothing is old.
  absl::Time next_scan_ ABSL_GUARDED_BY(mutex_) = absl::InfiniteFuture();
  bool submitted_ ABSL_GUARDED_BY(mutex_) = false;  // since the last scan
  CondVar scan_;

  std::vector<std::thread> threads_;
  std::thread expirer_;
};

}  // namespace guanxi::rpc

#endif  // GUANXI_COMMON_RPC_WORKER_POOL_H_
