// Periodic work of a service itself: purges and the like.
//
// Every replica has the same list; a lease in the database picks one for each turn.
#ifndef GUANXI_COMMON_JOBS_SCHEDULES_H_
#define GUANXI_COMMON_JOBS_SCHEDULES_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/ticker.h"

namespace guanxi::db {
class Database;
struct Query;
}  // namespace guanxi::db

namespace guanxi::jobs {

// Work must be safe to do twice: a replica that stalls for longer than `lease` is overtaken.
struct Schedule {
  std::string name;
  absl::Duration every;
  std::function<absl::Status()> work;
  absl::Duration lease = absl::Minutes(10);
};

// Thread safety: RunDue may be called at once from any thread; Start and Stop by the owner.
class Schedules {
 public:
  // `owner` names this process in the table and is another one in every process. Nothing is owned.
  Schedules(db::Database* database, Clock* clock, std::string owner,
            std::vector<Schedule> schedules)
      : database_(database),
        clock_(clock),
        owner_(std::move(owner)),
        schedules_(std::move(schedules)) {}

  // Looks once a minute what is due.
  void Start();
  // Returns when the work that runs now has ended.
  void Stop() { ticker_.reset(); }

  // Does what is due and what no other replica does; returns the names. What the ticker calls.
  absl::StatusOr<std::vector<std::string>> RunDue();

 private:
  absl::StatusOr<bool> Claim(const Schedule& schedule);
  absl::Status End(const Schedule& schedule);

  db::Database* const database_;
  Clock* const clock_;
  const std::string owner_;
  const std::vector<Schedule> schedules_;
  std::unique_ptr<Ticker> ticker_;
};

// Deletes rows older than `age` in transactions of the query's own limit, until it finds none:
// `query` is a DELETE of an infrastructure kind whose first value is the time and which ends with
// LIMIT ?. Returns the number of rows.
absl::StatusOr<int64_t> DeleteOlderThan(db::Database* database, Clock* clock,
                                        const db::Query& query, absl::Duration age);

}  // namespace guanxi::jobs

#endif  // GUANXI_COMMON_JOBS_SCHEDULES_H_
