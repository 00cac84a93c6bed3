// Ends statements whose time is up. Private to the engine.
#ifndef GUANXI_ANALYTICS_SVC_ENGINE_QUERY_WATCH_H_
#define GUANXI_ANALYTICS_SVC_ENGINE_QUERY_WATCH_H_

#include <map>
#include <thread>
#include <utility>

#include "absl/time/time.h"
#include "common/base/mutex.h"
#include "duckdb.h"

namespace guanxi::analytics {

// DuckDB knows no time limit, but a statement can be interrupted from another thread: this one.
// Thread-safe. Goes by the machine's time.
class QueryWatch {
 public:
  QueryWatch();
  // Nothing may be watched any more.
  ~QueryWatch();
  QueryWatch(const QueryWatch&) = delete;
  QueryWatch& operator=(const QueryWatch&) = delete;

  // Watches a connection's statement from construction to destruction.
  class Turn {
   public:
    // Neither `watch` nor the connection is owned.
    Turn(QueryWatch* watch, duckdb_connection connection, absl::Time deadline);
    ~Turn();
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

   private:
    QueryWatch* const watch_;
    const duckdb_connection connection_;
    const absl::Time deadline_;
  };

 private:
  void Run();
  void Interrupt(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  Mutex mutex_;
  CondVar changed_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  // By deadline, which moves on a little after each interruption: one that comes between two steps
  // of a statement's start is lost.
  std::multimap<absl::Time, duckdb_connection> watched_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;  // last: it uses the members above
};

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_ENGINE_QUERY_WATCH_H_
