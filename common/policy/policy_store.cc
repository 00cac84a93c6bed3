#include "common/policy/policy_store.h"

#include <iterator>
#include <utility>

#include "absl/time/clock.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"

namespace guanxi::policy {
namespace {

absl::Status NotThere() {
  return Unavailable("POLICY_UNAVAILABLE", "the rights of the tenant are not known at the moment");
}

}  // namespace

PolicyStore::PolicyStore(Fetch fetch, const Options& options, Clock* clock)
    : fetch_(std::move(fetch)),
      options_(options),
      clock_(clock),
      ticker_(options.interval, [this] { Tick(); }) {
  for (int i = 0; i < options_.parallel; ++i) workers_.emplace_back([this] { Work(); });
}

PolicyStore::~PolicyStore() {
  {
    MutexLock lock(&mutex_);
    stopping_ = true;
  }
  queued_.SignalAll();
  for (std::thread& worker : workers_) worker.join();
}

absl::StatusOr<std::shared_ptr<const Policy>> PolicyStore::Current(const Uuid& tenant) {
  const absl::Time now = clock_->Now();
  {
    MutexLock lock(&mutex_);
    Entry& entry = entries_[tenant];
    entry.used = now;
    if (entry.policy != nullptr) {
      if (now - entry.confirmed > options_.max_age) return NotThere();
      return entry.policy;
    }
    if (std::exchange(entry.urgent, true)) return std::shared_ptr<const Policy>();
  }
  ticker_.Wake();
  return std::shared_ptr<const Policy>();
}

std::optional<filter::Moment> PolicyStore::Place(const Uuid& tenant) {
  (void)Current(tenant);  // which asks for it
  MutexLock lock(&mutex_);
  const auto found = places_.find(tenant);
  if (found == places_.end()) return std::nullopt;
  return found->second;
}

absl::StatusOr<std::shared_ptr<const Policy>> PolicyStore::Refresh(const Uuid& tenant,
                                                                   absl::Time deadline) {
  int64_t wanted = 0;
  {
    MutexLock lock(&mutex_);
    Entry& entry = entries_[tenant];
    entry.used = clock_->Now();
    entry.urgent = true;
    // The attempt that runs at this moment may have been answered before the call.
    wanted = entry.policy != nullptr || entry.begun == entry.ended ? entry.begun + 1 : entry.begun;
  }
  ticker_.Wake();
  MutexLock lock(&mutex_);
  while (true) {
    const Entry& entry = entries_[tenant];
    if (entry.answered >= wanted) return entry.policy;
    if (entry.ended >= wanted) return NotThere();
    const absl::Duration left = deadline - absl::Now();
    if (left <= absl::ZeroDuration()) return NotThere();
    ended_.WaitWithTimeout(&mutex_, left);
  }
}

void PolicyStore::Tick() {
  const absl::Time now = clock_->Now();
  MutexLock lock(&mutex_);
  logged_ = false;
  const bool is_round = absl::Now() >= next_round_;
  if (is_round) next_round_ = absl::Now() + options_.interval / 2;
  for (auto& [tenant, entry] : entries_) {
    if (entry.urgent) Queue(tenant, &entry);
  }
  for (auto entry = entries_.begin(); entry != entries_.end();) {
    const bool is_idle = !entry->second.busy && now - entry->second.used > options_.idle;
    if (!is_idle && is_round) Queue(entry->first, &entry->second);
    entry = is_idle ? entries_.erase(entry) : std::next(entry);
  }
}

void PolicyStore::Queue(const Uuid& tenant, Entry* entry) {
  if (std::exchange(entry->busy, true)) return;
  queue_.insert(entry->urgent ? queue_.begin() : queue_.end(), tenant);
  queued_.Signal();
}

void PolicyStore::Work() {
  while (true) {
    Uuid tenant;
    {
      MutexLock lock(&mutex_);
      while (!stopping_ && queue_.empty()) queued_.Wait(&mutex_);
      if (stopping_) return;
      tenant = queue_.front();
      queue_.pop_front();
    }
    const absl::Status status = Ask(tenant);
    if (!status.ok()) LogFailure(status);
  }
}

// One of each tick tells enough.
void PolicyStore::LogFailure(const absl::Status& status) {
  {
    MutexLock lock(&mutex_);
    if (std::exchange(logged_, true)) return;
  }
  Log(Severity::kWarning, "policy.not_refreshed",
      {{"code", absl::StatusCodeToString(status.code())}, {"reason", Reason(status)}});
}

absl::Status PolicyStore::Ask(const Uuid& tenant) {
  std::shared_ptr<const Policy> before;
  const absl::Time began = clock_->Now();
  {
    MutexLock lock(&mutex_);
    Entry& entry = entries_[tenant];
    entry.urgent = false;  // who comes from now on wants a later answer
    ++entry.begun;
    if (began - entry.confirmed <= options_.max_age) before = entry.policy;
  }
  const int64_t known = before != nullptr ? before->version() : 0;
  auto response = fetch_(tenant, known);
  std::shared_ptr<const Policy> next = before;
  absl::Status status = response.status();
  if (status.ok() && !response->unchanged()) {
    if (response->snapshot().tenant() != tenant.ToString()) {
      status = absl::InternalError("the snapshot is of another tenant");
    } else if (before != nullptr && response->snapshot().version() < known) {
      status = absl::AbortedError("the snapshot is older than the one in force");
    } else {
      next = Policy::Compile(std::move(*response->mutable_snapshot()));
    }
  }
  if (status.ok() && next == nullptr) status = absl::InternalError("nothing was known before");
  MutexLock lock(&mutex_);
  Entry& entry = entries_[tenant];
  entry.ended = entry.begun;
  if (status.ok()) {
    entry.answered = entry.begun;
    if (next->place().has_value()) places_[tenant] = *next->place();
    entry.policy = std::move(next);
    entry.confirmed = began;
  }
  entry.busy = false;
  if (entry.urgent) Queue(tenant, &entry);  // who came meanwhile wants a later answer
  ended_.SignalAll();
  return status;
}

}  // namespace guanxi::policy
