// The columnar copy of the facts in DuckDB, for all tenants: filled in batches, never the truth.
//
// Rows of facts are stamped, and those of a shard appear in the order of stamps (facts/README.md).
// So the copy knows by one number for each shard what it has; it reads what was stamped since, and
// what it reads twice takes the place of itself. How far it has come stands in the copy itself,
// written in the transaction of the rows. A copy of another form, or of facts whose past is another
// (their schema was restored: the log of this service has another id, or stamps have gone back), is
// emptied and filled anew.
#ifndef GUANXI_ANALYTICS_SVC_REPLICA_REPLICA_H_
#define GUANXI_ANALYTICS_SVC_REPLICA_REPLICA_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "analytics-svc/engine/duck_database.h"
#include "analytics-svc/facts/tables.h"
#include "analytics-svc/facts/watermarks.h"
#include "analytics-svc/replica/copy_batch.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/db/query.h"

namespace guanxi::analytics {

// Thread safety: State from any thread; the rest by one at a time. Owns nothing.
class Replica {
 public:
  // `max_page`: about how many rows are read and written at once.
  Replica(db::Database* facts, const Watermarks* watermarks, DuckDatabase* duck, Clock* clock,
          int max_page = 20'000)
      : facts_(facts), watermarks_(watermarks), duck_(duck), clock_(clock), max_page_(max_page) {}

  // Makes the tables, and learns how far the copy has come: before anything else. Errors: those of
  // the engine.
  absl::Status Open();

  // Copies what was stamped since the last turn. How many rows that were. Errors: those of the
  // database, of the engine and of watermarks; the next turn goes on.
  absl::StatusOr<int64_t> Turn();

  struct State {
    // Everything that other services had published by then is in the copy; InfinitePast: not known.
    absl::Time data_as_of = absl::InfinitePast();
    absl::Time copy_time = absl::InfinitePast();  // when the last turn ended
  };
  State state() const;

 private:
  // Behind the rows of a stamp up to a key: an item as the column has it, a number or a text.
  struct Place {
    int64_t stamp = 0;
    Uuid tenant, id;
    SqlValue item = std::string();
  };
  using Heads = std::map<int, int64_t>;  // by shard
  using Rows = std::vector<std::vector<SqlValue>>;

  absl::Status Empty();
  // How far the facts are, and the id of the log beside them, by which pasts differ.
  struct Facts {
    Heads heads;
    std::string past;
  };
  absl::StatusOr<Facts> ReadFacts() const;
  // Whether what was copied is of these facts.
  bool IsOf(const Facts& facts) const;
  // Adds all rows of a table in a shard behind a stamp, up to another one, to `batch`, which is
  // written where it gets large.
  absl::StatusOr<int64_t> CopyShard(const Table& table, int shard, int64_t from, int64_t to,
                                    CopyBatch* batch);
  absl::StatusOr<bool> ReadPage(const Table& table, int shard, int64_t to, Place* place,
                                Rows* rows) const;
  // The end of a turn: what is left of its rows, and how far it has come.
  absl::Status WriteEnd(const CopyBatch& batch, const Facts& facts, const State& state);
  absl::StatusOr<Facts> ReadState(DuckWriter& writer, State* state) const;

  db::Database* const facts_;
  const Watermarks* const watermarks_;
  DuckDatabase* const duck_;
  Clock* const clock_;
  const int max_page_;
  Heads copied_;
  std::string past_;  // of what was copied
  mutable Mutex mutex_;
  State state_ ABSL_GUARDED_BY(mutex_);
};

// Its statements over the facts, for the linter.
std::vector<db::Query> ReplicaQueries();

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_REPLICA_REPLICA_H_
