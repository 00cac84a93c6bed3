#include "common/policy/policy_store.h"

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
      ticker_(options.interval, [this] { Tick(); }) {}

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
  bool log = true;
  for (const Uuid& tenant : Turn()) {
    const absl::Status status = Ask(tenant);
    if (status.ok() || !std::exchange(log, false)) continue;
    Log(Severity::kWarning, "policy.not_refreshed",
        {{"code", absl::StatusCodeToString(status.code())}, {"reason", Reason(status)}});
  }
}

std::vector<Uuid> PolicyStore::Turn() {
  std::vector<Uuid> first, then;
  const absl::Time now = clock_->Now();
  MutexLock lock(&mutex_);
  const bool is_round = absl::Now() >= next_round_;
  if (is_round) next_round_ = absl::Now() + options_.interval / 2;
  for (auto entry = entries_.begin(); entry != entries_.end();) {
    if (entry->second.urgent) {
      first.push_back(entry->first);
    } else if (now - entry->second.used > options_.idle) {
      entry = entries_.erase(entry);
      continue;
    } else if (is_round) {
      then.push_back(entry->first);
    }
    ++entry;
  }
  first.insert(first.end(), then.begin(), then.end());
  return first;
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
    entry.policy = std::move(next);
    entry.confirmed = began;
  }
  ended_.SignalAll();
  return status;
}

}  // namespace guanxi::policy
