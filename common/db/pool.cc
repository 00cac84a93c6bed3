#include "common/db/pool.h"

#include <algorithm>

#include "absl/time/clock.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"

namespace guanxi::db {
namespace {

// Firewalls and the server drop sessions that are idle for long.
constexpr absl::Duration kTrustedIdleTime = absl::Seconds(30);
constexpr absl::Duration kRetryDelay = absl::Milliseconds(200);

}  // namespace

absl::StatusOr<Pool::Lease> Pool::Acquire(absl::Time deadline) {
  const absl::Time start = absl::Now();
  absl::StatusOr<Idle> place = TakePlace(deadline);
  metrics_->ObservePoolWait(lane_, absl::Now() - start);
  GUANXI_RETURN_IF_ERROR(place.status());
  metrics_->AddInUse(lane_, 1);

  std::unique_ptr<Connection> connection = std::move(place->connection);
  const bool trusted = !place->suspect && start - place->since < kTrustedIdleTime;
  if (connection != nullptr && !trusted && !connection->Ping()) connection = nullptr;
  if (connection == nullptr) {
    absl::StatusOr<std::unique_ptr<Connection>> opened = open_();
    if (!opened.ok()) {
      FreePlace();
      return opened.status();
    }
    connection = *std::move(opened);
  }
  return Lease(this, std::move(connection));
}

absl::StatusOr<Pool::Idle> Pool::TakePlace(absl::Time deadline) {
  MutexLock lock(&mutex_);
  GUANXI_RETURN_IF_ERROR(WaitForPlace(deadline));
  ++in_use_;
  if (idle_.empty()) return Idle{nullptr, absl::InfinitePast(), false};
  Idle idle = std::move(idle_.back());
  idle_.pop_back();
  return idle;
}

absl::Status Pool::WaitForPlace(absl::Time deadline) {
  const absl::Time give_up = absl::Now() + options_.max_wait;
  while (in_use_ >= options_.connections) {
    const absl::Time now = absl::Now();
    if (now >= deadline) break;
    if (now >= give_up) {
      return ResourceExhausted("DB_POOL_EXHAUSTED", "Too many requests are under way; retry later.",
                               kRetryDelay);
    }
    place_free_.WaitWithTimeout(&mutex_, std::min(give_up, deadline) - now);
  }
  if (absl::Now() < deadline) return absl::OkStatus();
  // The signal that may have woken this call is for a place that another one can use.
  if (in_use_ < options_.connections) place_free_.Signal();
  return DeadlineExceeded("DEADLINE_EXCEEDED", "The deadline passed before the work was done.");
}

void Pool::Release(std::unique_ptr<Connection> connection) {
  {
    MutexLock lock(&mutex_);
    if (connection->broken()) {
      for (Idle& idle : idle_) idle.suspect = true;
    } else {
      idle_.push_back({std::move(connection), absl::Now(), false});
    }
  }
  FreePlace();
  // A broken connection is closed here, outside the lock.
}

void Pool::DropIdleStatements() {
  MutexLock lock(&mutex_);
  for (Idle& idle : idle_) {
    if (!idle.suspect) idle.connection->DropStatements();
  }
}

void Pool::FreePlace() {
  metrics_->AddInUse(lane_, -1);
  MutexLock lock(&mutex_);
  --in_use_;
  place_free_.Signal();
}

}  // namespace guanxi::db
