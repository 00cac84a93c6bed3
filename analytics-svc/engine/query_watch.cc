#include "analytics-svc/engine/query_watch.h"

#include <algorithm>

#include "absl/time/clock.h"

namespace guanxi::analytics {
namespace {

constexpr absl::Duration kAgain = absl::Milliseconds(20);

}  // namespace

QueryWatch::Turn::Turn(QueryWatch* watch, duckdb_connection connection, absl::Time deadline)
    : watch_(watch), connection_(connection), deadline_(deadline) {
  if (deadline_ == absl::InfiniteFuture()) return;
  MutexLock lock(&watch_->mutex_);
  watch_->watched_.emplace(deadline_, connection_);
  watch_->changed_.Signal();
}

QueryWatch::Turn::~Turn() {
  if (deadline_ == absl::InfiniteFuture()) return;
  MutexLock lock(&watch_->mutex_);
  auto& watched = watch_->watched_;
  const auto found = std::find_if(watched.begin(), watched.end(), [this](const auto& entry) {
    return entry.second == connection_;
  });
  if (found != watched.end()) watched.erase(found);
}

QueryWatch::QueryWatch() : thread_([this] { Run(); }) {}

QueryWatch::~QueryWatch() {
  {
    MutexLock lock(&mutex_);
    stopping_ = true;
    changed_.Signal();
  }
  thread_.join();
}

void QueryWatch::Interrupt(absl::Time now) {
  while (!watched_.empty() && watched_.begin()->first <= now) {
    const duckdb_connection connection = watched_.begin()->second;
    watched_.erase(watched_.begin());
    duckdb_interrupt(connection);
    watched_.emplace(now + kAgain, connection);
  }
}

void QueryWatch::Run() {
  MutexLock lock(&mutex_);
  while (!stopping_) {
    Interrupt(absl::Now());
    if (watched_.empty()) {
      changed_.Wait(&mutex_);
    } else {
      changed_.WaitWithTimeout(&mutex_, watched_.begin()->first - absl::Now());
    }
  }
}

}  // namespace guanxi::analytics
