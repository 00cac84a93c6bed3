// How much memory the calls of one process may hold.
#ifndef GUANXI_COMMON_RPC_MEMORY_BUDGET_H_
#define GUANXI_COMMON_RPC_MEMORY_BUDGET_H_

#include <cstdint>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "common/auth/principal.h"
#include "common/base/mutex.h"
#include "common/base/uuid.h"

namespace prometheus {
class Gauge;
}

namespace guanxi::rpc {

// Counts the bytes of requests that wait or run, of streams that are open and of answers on their
// way, by tenant and caller. A request that does not fit is refused; an answer, whose work is done,
// is only counted, and holds back the requests after it.
//
// Nobody takes more than he leaves (the dynamic thresholds of Choudhury and Hahne, 1998): a tenant
// never holds more than is free for others, and a caller never more than is free of his tenant's
// half. So a tenant alone gets half and its only caller a quarter; of two tenants that take what
// they can each gets a third, and the next one still finds room. What a tenant's answers hold beyond
// its half counts against itself alone.
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

  // A principal without a subject is held to its tenant's share alone.
  //
  // Errors (code, reason), all with RetryInfo but for a request that never fits
  //   RESOURCE_EXHAUSTED  CALLER_MEMORY_FULL  the caller holds as much as its tenant has left
  //   RESOURCE_EXHAUSTED  TENANT_MEMORY_FULL  the tenant's half is full
  //   RESOURCE_EXHAUSTED  MEMORY_FULL         the tenants together leave too little
  //   RESOURCE_EXHAUSTED  REQUEST_TOO_LARGE   the request alone is larger than `largest`
  absl::Status Take(const Principal& who, int64_t bytes);
  // Counts `bytes` without asking.
  void Add(const Principal& who, int64_t bytes);
  void GiveBack(const Principal& who, int64_t bytes) { Add(who, -bytes); }

  // What fits when nobody holds anything.
  int64_t largest() const { return share_ / 2; }

  // What is held, for metrics and tests.
  int64_t held() const;

 private:
  struct Tenant {
    int64_t held = 0;
    absl::flat_hash_map<std::string, int64_t> callers;  // those that hold anything
  };

  const int64_t limit_;
  const int64_t share_;
  prometheus::Gauge* const gauge_;
  mutable Mutex mutex_;
  int64_t held_ ABSL_GUARDED_BY(mutex_) = 0;
  // The sum over the tenants of what each holds, none counted beyond its share.
  int64_t counted_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::flat_hash_map<Uuid, Tenant> tenants_ ABSL_GUARDED_BY(mutex_);  // those that hold anything

  void Change(const Principal& who, int64_t by) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
};

}  // namespace guanxi::rpc

#endif  // GUANXI_COMMON_RPC_MEMORY_BUDGET_H_
