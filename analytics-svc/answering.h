// What answers analytic queries in this process: the columnar copy, or the facts themselves.
#ifndef GUANXI_ANALYTICS_SVC_ANSWERING_H_
#define GUANXI_ANALYTICS_SVC_ANSWERING_H_

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "analytics-svc/engine/duck_database.h"
#include "analytics-svc/engine/duck_options.h"
#include "analytics-svc/engine/sql_engine.h"
#include "analytics-svc/facts/watermarks.h"
#include "analytics-svc/replica/replica.h"
#include "common/base/clock.h"
#include "common/db/database.h"

namespace guanxi::analytics {

// Thread safety: Turn by one at a time; the rest from any thread. What it is given outlives it.
class Answering {
 public:
  // `options` without a path: the facts themselves answer. Errors: those of DuckDatabase::Open and
  // Replica::Open.
  static absl::StatusOr<std::unique_ptr<Answering>> Create(const DuckOptions& options,
                                                           db::Database* facts,
                                                           const Watermarks* watermarks,
                                                           Clock* clock);

  SqlEngine* engine() const { return engine_.get(); }
  // Null where the facts themselves answer.
  DuckDatabase* duck() const { return duck_; }
  const Replica* replica() const { return replica_.get(); }

  // Fills the copy, if there is one: to be called again and again.
  void Turn();

  // OK once the whole of the facts has been copied: what answers before, and while a copy is made
  // anew, answers of a part of them. Always OK without a copy. Errors: UNAVAILABLE COPY_INCOMPLETE.
  absl::Status Ready() const;

  // Everything that other services had published by then is in what answers; InfinitePast: nothing
  // was read yet. Errors: those of the database.
  absl::StatusOr<absl::Time> DataAsOf() const;

 private:
  explicit Answering(const Watermarks* watermarks) : watermarks_(watermarks) {}

  const Watermarks* const watermarks_;
  std::unique_ptr<SqlEngine> engine_;
  DuckDatabase* duck_ = nullptr;  // engine_, if it is one
  std::unique_ptr<Replica> replica_;
};

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_ANSWERING_H_
