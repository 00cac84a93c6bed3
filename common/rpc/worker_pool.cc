#include "common/rpc/worker_pool.h"

#include <prometheus/gauge.h>

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "common/errors/errors.h"

namespace guanxi::rpc {
namespace {

int HalfOf(int n) { return std::max(1, n / 2); }

void Add(prometheus::Gauge* gauge, double by) {
  if (gauge != nullptr) gauge->Increment(by);
}

}  // namespace

WorkerPool::WorkerPool(const Options& options)
    : options_(options),
      tenant_threads_(HalfOf(options.threads)),
      tenant_queue_limit_(HalfOf(options.queue_limit)) {
  threads_.reserve(options.threads);
  for (int i = 0; i < options.threads; ++i) threads_.emplace_back([this] { Work(); });
}

WorkerPool::~WorkerPool() {
  {
    MutexLock lock(&mutex_);
    stopping_ = true;
  }
  changed_.SignalAll();
  for (std::thread& thread : threads_) thread.join();
}

absl::Status WorkerPool::Submit(const Uuid& tenant_id, std::shared_ptr<Task> task) {
  const absl::Time now = absl::Now();
  {
    MutexLock lock(&mutex_);
    Tenant& tenant = tenants_[tenant_id];
    // A tenant that is refused has calls waiting, so no empty entry stays behind, but for the
    // lane being full of others' calls.
    if (absl::Status status = Admit(tenant, now); !status.ok()) {
      if (tenant.waiting.empty() && tenant.running == 0) tenants_.erase(tenant_id);
      return status;
    }
    tenant.waiting.push_back({std::move(task), now});
    ++queued_;
    List(tenant_id, &tenant);
  }
  Add(options_.queued, 1);
  changed_.Signal();
  return absl::OkStatus();
}

absl::Status WorkerPool::Admit(const Tenant& tenant, absl::Time now) const {
  if (queued_ >= options_.queue_limit) {
    return ResourceExhausted("LANE_FULL", "the server has too many calls waiting",
                             options_.max_queue_age);
  }
  if (static_cast<int>(tenant.waiting.size()) >= tenant_queue_limit_) {
    return ResourceExhausted("TENANT_LANE_FULL", "too many calls of this tenant are waiting",
                             options_.max_queue_age);
  }
  if (!tenant.waiting.empty() && now - tenant.waiting.front().since > options_.max_queue_age) {
    return ResourceExhausted("LANE_SLOW", "calls of this tenant wait too long already",
                             options_.max_queue_age);
  }
  return absl::OkStatus();
}

// Gives the tenant a turn if it has something to do and a thread to do it on.
void WorkerPool::List(const Uuid& id, Tenant* tenant) {
  if (tenant->ready || tenant->waiting.empty() || tenant->running >= tenant_threads_) return;
  tenant->ready = true;
  ready_.push_back(id);
}

void WorkerPool::Work() {
  while (RunOne()) {
  }
}

// Waits for a turn and runs one task. False when the pool has stopped and nothing is left.
bool WorkerPool::RunOne() {
  Uuid id;
  Waiting next;
  {
    MutexLock lock(&mutex_);
    while (ready_.empty()) {
      if (stopping_ && queued_ == 0) return false;
      changed_.Wait(&mutex_);
    }
    id = ready_.front();
    ready_.pop_front();
    Tenant& tenant = tenants_[id];
    tenant.ready = false;
    next = std::move(tenant.waiting.front());
    tenant.waiting.pop_front();
    --queued_;
    ++tenant.running;
    List(id, &tenant);
  }
  Add(options_.queued, -1);
  Add(options_.busy, 1);
  next.task->Run(absl::Now() - next.since);
  next.task.reset();
  Add(options_.busy, -1);

  MutexLock lock(&mutex_);
  Tenant& tenant = tenants_[id];
  --tenant.running;
  List(id, &tenant);
  if (tenant.running == 0 && tenant.waiting.empty()) tenants_.erase(id);
  // Others wait for a signal only while nothing is ready; the last one out wakes them all.
  if (stopping_) changed_.SignalAll();
  return true;
}

}  // namespace guanxi::rpc
