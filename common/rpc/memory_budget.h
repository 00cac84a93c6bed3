// How much memory the calls of one process may hold.
#ifndef GUANXI_COMMON_RPC_MEMORY_BUDGET_H_
#define GUANXI_COMMON_RPC_MEMORY_BUDGET_H_

#include <cstdint>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "common/base/mutex.h"
#include "common/base/uuid.h"

namespace prometheus {
class Gauge;
}

namespace guanxi::rpc {

// Counts the bytes of requests that wait or run and of answers on their way, by tenant. A request
// that does not fit is refused; an answer, whose work is done, is only counted, and holds back the
// requests after it. A tenant may fill half, and what it holds beyond counts against itself alone:
// one tenant never closes the door for another.
//
// The bound: `limit`, and beyond it the answers that were being made when it was reached, at most
// one per worker.
//
// Thread-safe.
class MemoryBudget {
 public:
  // `gauge` is kept up to date when set; not owned.
  explicit MemoryBudget(int64_t limit, prometheus::Gauge* gauge = nullptr)
      : limit_(limit), share_(limit / 2), gauge_(gauge) {}

  // Errors (code, reason), both with RetryInfo but for a request that never fits
  //   RESOURCE_EXHAUSTED  TENANT_MEMORY_FULL  the tenant's half is full
  //   RESOURCE_EXHAUSTED  MEMORY_FULL         the tenants together have filled it
  //   RESOURCE_EXHAUSTED  REQUEST_TOO_LARGE   the request alone is larger than a tenant's half
  absl::Status Take(const Uuid& tenant, int64_t bytes);
  // Counts `bytes` without asking.
  void Add(const Uuid& tenant, int64_t bytes);
  void GiveBack(const Uuid& tenant, int64_t bytes);

  int64_t tenant_share() const { return share_; }

  // What is held, for metrics and tests.
  int64_t held() const;

 private:
  void Change(const Uuid& tenant, int64_t by) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const int64_t limit_;
  const int64_t share_;
  prometheus::Gauge* const gauge_;
  mutable Mutex mutex_;
  int64_t held_ ABSL_GUARDED_BY(mutex_) = 0;
  // The sum over the tenants of what each holds, none counted beyond its share.
  int64_t counted_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::flat_hash_map<Uuid, int64_t> tenants_ ABSL_GUARDED_BY(mutex_);  // those that hold anything
};

}  // namespace guanxi::rpc

#endif  // GUANXI_COMMON_RPC_MEMORY_BUDGET_H_
