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
      tenant_queue_limit_(HalfOf(options.queue_limit)),
      caller_threads_(HalfOf(tenant_threads_)),
      caller_queue_limit_(HalfOf(tenant_queue_limit_)) {
  threads_.reserve(options.threads);
  for (int i = 0; i < options.threads; ++i) threads_.emplace_back([this] { Work(); });
  expirer_ = std::thread([this] { ExpireOld(); });
}

WorkerPool::~WorkerPool() {
  {
    MutexLock lock(&mutex_);
    stopping_ = true;
  }
  changed_.SignalAll();
  scan_.SignalAll();
  for (std::thread& thread : threads_) thread.join();
  expirer_.join();
}

absl::Status WorkerPool::Submit(const Uuid& tenant_id, std::shared_ptr<Task> task,
                                std::string caller, Entry entry) {
  const absl::Time now = absl::Now();
  {
    MutexLock lock(&mutex_);
    Tenant& tenant = tenants_[tenant_id];
    // A tenant that is refused has calls waiting, so no empty entry stays behind, but for the
    // lane being full of others' calls.
    const absl::Status status = entry == Entry::kNew ? Admit(tenant, caller) : absl::OkStatus();
    if (!status.ok()) {
      if (tenant.waiting.empty() && tenant.running == 0 && !tenant.ready) {
        tenants_.erase(tenant_id);
      }
      return status;
    }
    tenant.waiting.push_back({std::move(task), std::move(caller), entry, now});
    ++queued_;
    if (entry == Entry::kNew) {
      ++new_queued_;
      ++tenant.new_waiting;
    }
    List(tenant_id, &tenant);
    submitted_ = true;
    if (next_scan_ == absl::InfiniteFuture()) ScanFrom(now + options_.max_queue_age);
  }
  Add(options_.queued, 1);
  changed_.Signal();
  return absl::OkStatus();
}

absl::Status WorkerPool::Admit(const Tenant& tenant, absl::string_view caller) const {
  if (new_queued_ >= options_.queue_limit) {
    return ResourceExhausted("LANE_FULL", "the server has too many calls waiting",
                             options_.max_queue_age);
  }
  if (tenant.new_waiting >= tenant_queue_limit_) {
    return ResourceExhausted("TENANT_LANE_FULL", "too many calls of this tenant are waiting",
                             options_.max_queue_age);
  }
  if (options_.share_among_callers && !caller.empty() &&
      std::count_if(tenant.waiting.begin(), tenant.waiting.end(), [&](const Waiting& one) {
        return one.entry == Entry::kNew && one.caller == caller;
      }) >= caller_queue_limit_) {
    return ResourceExhausted("CALLER_LANE_FULL", "too many calls of this caller are waiting",
                             options_.max_queue_age);
  }
  return absl::OkStatus();
}

// The tenant's oldest call that may run now, or the end.
WorkerPool::Queue::iterator WorkerPool::NextOf(Tenant* tenant) const {
  if (tenant->running >= tenant_threads_) return tenant->waiting.end();
  if (!options_.share_among_callers) return tenant->waiting.begin();
  return std::find_if(tenant->waiting.begin(), tenant->waiting.end(), [&](const Waiting& one) {
    const auto running = tenant->running_of.find(one.caller);
    return running == tenant->running_of.end() || running->second < caller_threads_;
  });
}

WorkerPool::Waiting WorkerPool::Take(Queue::iterator chosen, Tenant* tenant) {
  Waiting taken = std::move(*chosen);
  tenant->waiting.erase(chosen);
  --queued_;
  if (taken.entry == Entry::kNew) {
    --new_queued_;
    --tenant->new_waiting;
  }
  return taken;
}

// Gives the tenant a turn if it has something to do and a thread to do it on.
void WorkerPool::List(const Uuid& id, Tenant* tenant) {
  if (tenant->ready || NextOf(tenant) == tenant->waiting.end()) return;
  tenant->ready = true;
  ready_.push_back(id);
}

// Waits for a turn. False when the pool has stopped and nothing is left.
bool WorkerPool::TakeTurn(Uuid* id, Waiting* next) {
  MutexLock lock(&mutex_);
  while (true) {
    while (ready_.empty()) {
      if (stopping_ && queued_ == 0) return false;
      changed_.Wait(&mutex_);
    }
    *id = ready_.front();
    ready_.pop_front();
    Tenant& tenant = tenants_[*id];
    tenant.ready = false;
    const auto chosen = NextOf(&tenant);
    if (chosen == tenant.waiting.end()) {  // it expired meanwhile
      if (tenant.waiting.empty() && tenant.running == 0) tenants_.erase(*id);
      continue;
    }
    *next = Take(chosen, &tenant);
    ++tenant.running;
    if (options_.share_among_callers && !next->caller.empty()) ++tenant.running_of[next->caller];
    List(*id, &tenant);
    return true;
  }
}

void WorkerPool::EndTurn(const Uuid& id, const std::string& caller) {
  MutexLock lock(&mutex_);
  Tenant& tenant = tenants_[id];
  --tenant.running;
  if (options_.share_among_callers && !caller.empty() && --tenant.running_of[caller] == 0) {
    tenant.running_of.erase(caller);
  }
  List(id, &tenant);
  if (tenant.running == 0 && tenant.waiting.empty() && !tenant.ready) tenants_.erase(id);
  // Others wait for a signal only while nothing is ready; the last one out wakes them all.
  if (stopping_) changed_.SignalAll();
}

void WorkerPool::Work() {
  Uuid id;
  Waiting next;
  while (TakeTurn(&id, &next)) {
    Add(options_.queued, -1);
    Add(options_.busy, 1);
    next.task->Run(absl::Now() - next.since);
    next.task.reset();
    Add(options_.busy, -1);
    EndTurn(id, next.caller);
  }
}

void WorkerPool::ScanFrom(absl::Time when) {
  next_scan_ = when;
  scan_.Signal();
}

// What has waited for max_queue_age. Says when to look next.
WorkerPool::Queue WorkerPool::TakeExpired(absl::Time now) {
  Queue expired;
  absl::Time next = submitted_ ? now + options_.max_queue_age : absl::InfiniteFuture();
  submitted_ = false;
  for (auto it = tenants_.begin(); it != tenants_.end();) {
    const auto here = it++;
    Tenant& tenant = here->second;
    Queue& waiting = tenant.waiting;
    while (!waiting.empty() && waiting.front().since + options_.max_queue_age <= now) {
      expired.push_back(Take(waiting.begin(), &tenant));
    }
    if (!waiting.empty()) next = std::min(next, waiting.front().since + options_.max_queue_age);
    if (waiting.empty() && tenant.running == 0 && !tenant.ready) tenants_.erase(here);
  }
  next_scan_ = next;
  return expired;
}

// Waits until something has expired. False when the pool has stopped.
bool WorkerPool::AwaitExpired(Queue* expired) {
  MutexLock lock(&mutex_);
  while (!stopping_) {
    const absl::Time now = absl::Now();
    if (now < next_scan_) {
      scan_.WaitWithTimeout(&mutex_, next_scan_ - now);
      continue;
    }
    *expired = TakeExpired(now);
    if (!expired->empty()) return true;
  }
  return false;
}

void WorkerPool::ExpireOld() {
  Queue expired;
  while (AwaitExpired(&expired)) {
    for (Waiting& one : expired) {
      Add(options_.queued, -1);
      one.task->Expire(absl::Now() - one.since);
    }
    expired.clear();
  }
}

}  // namespace guanxi::rpc
