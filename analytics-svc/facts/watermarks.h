// Up to when the events of other services are in the facts.
#ifndef GUANXI_ANALYTICS_SVC_FACTS_WATERMARKS_H_
#define GUANXI_ANALYTICS_SVC_FACTS_WATERMARKS_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/mutex.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/db/query.h"

namespace guanxi::analytics {

// By service; InfinitePast: some partition was never read to its end.
using ServiceTimes = std::map<std::string, absl::Time>;

// Thread-safe. Owns nothing.
class Watermarks {
 public:
  explicit Watermarks(db::Database* database) : database_(database) {}

  // For Consumer::Options.reached of a service's events.
  void Note(const std::string& service, int partition, absl::Time time);
  // Writes down what was noted, for all processes: to be called again and again. Errors: those of
  // the database; what was noted stays.
  absl::Status Flush();

  // Everything that each service had published by then is in the facts that a transaction sees
  // which begins after this call. Errors: those of the database.
  absl::StatusOr<ServiceTimes> Read() const;

 private:
  db::Database* const database_;
  Mutex mutex_;
  std::map<std::pair<std::string, int>, absl::Time> noted_ ABSL_GUARDED_BY(mutex_);
};

// The earliest of all services; InfinitePast: something was never read.
absl::Time Earliest(const ServiceTimes& times);

// The consumer of a service's events, as cursors and dead letters name it.
std::string ConsumerOf(const std::string& service);

// How many events of a tenant wait as dead letters, by service. Errors: those of the database.
absl::StatusOr<std::map<std::string, int64_t>> CountParked(db::Database* database,
                                                           const Uuid& tenant);

std::vector<db::Query> WatermarkQueries();
std::vector<db::InsertQuery> WatermarkInserts();

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_FACTS_WATERMARKS_H_
