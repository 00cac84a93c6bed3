// Fires timers that were read, batch after batch, and puts off what fails; see runner.h.
#ifndef GUANXI_COMMON_TIMERS_FIRING_H_
#define GUANXI_COMMON_TIMERS_FIRING_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/events/cursors.h"
#include "common/resource/engine.h"
#include "common/timers/runner.h"
#include "common/timers/timers.h"

namespace guanxi::timers {

class RunnerMetrics;

// Of one thread. Owns nothing that it is given.
class Firing {
 public:
  struct Parts {
    db::Database* database;
    const resource::Engine* engine;
    Clock* business;
    const events::Cursors* cursors;
    const Kinds* kinds;
    const Runner::Options* options;
    RunnerMetrics* metrics;
  };
  explicit Firing(const Parts& parts) : parts_(parts) {}

  // Fires the timers of a tenant, which are in their order and lie in the cursor's partition, or
  // puts them off; moves the cursor. Errors: those of the database, and
  //   ABORTED  CURSOR_MOVED  another runner has the partition
  // After an error the cursor and what is due are to be read anew.
  absl::Status FireAll(const Uuid& tenant, absl::Span<const ArmedTimer> timers,
                       events::Cursor* cursor);

 private:
  using Span = absl::Span<const ArmedTimer>;
  // How a kind has fared of late.
  struct Health {
    absl::Duration pause;  // after the last passing fault; none since one succeeded
    size_t most = 0;       // timers of a batch; fewer after one that failed
  };

  // The next batch: of one kind.
  Span Run(Span timers);
  // Fires a batch, or parts of it, or puts it off.
  absl::Status FireOrPostpone(const Uuid& tenant, Span batch, events::Cursor* cursor);
  absl::Status Fire(const Uuid& tenant, Span batch, events::Cursor* cursor);
  absl::Status FireIn(resource::UnitOfWork& work, const Kind& kind, const Batch& batch,
                      const events::Cursor& cursor) const;
  absl::Status Postpone(const Uuid& tenant, Span batch, const absl::Status& why,
                        const events::Cursor& cursor);
  absl::Duration DelayAfter(int64_t attempts) const;
  Health& HealthOf(const std::string& kind);
  size_t MostOf(const std::string& kind) const;

  const Parts parts_;
  std::map<std::string, Health> health_;
};

}  // namespace guanxi::timers

#endif  // GUANXI_COMMON_TIMERS_FIRING_H_
