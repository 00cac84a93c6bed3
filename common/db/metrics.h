// What the database layer counts.
#ifndef GUANXI_COMMON_DB_METRICS_H_
#define GUANXI_COMMON_DB_METRICS_H_

#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/db/options.h"

namespace guanxi::db {

//   guanxi_sql_query_seconds{query}          histogram, failed statements too
//   guanxi_sql_pool_wait_seconds{lane}       histogram, waits that ended in vain too
//   guanxi_sql_connections_in_use{lane}      gauge
//   guanxi_sql_transaction_retries_total     counter, by reason
//
// Thread safety: all methods may be called at once.
class Metrics {
 public:
  // Without a registry nothing is counted. Not owned.
  explicit Metrics(prometheus::Registry* registry);
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  void ObserveQuery(const std::string& name, absl::Duration time);
  void ObservePoolWait(Lane lane, absl::Duration time);
  void AddInUse(Lane lane, int difference);
  void CountRetry(const std::string& reason);

 private:
  class Families;
  const std::unique_ptr<Families> families_;  // null without a registry
};

}  // namespace guanxi::db

#endif  // GUANXI_COMMON_DB_METRICS_H_
