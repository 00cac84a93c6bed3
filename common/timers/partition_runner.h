// The part of a runner that one thread does: some of the partitions.
#ifndef GUANXI_COMMON_TIMERS_PARTITION_RUNNER_H_
#define GUANXI_COMMON_TIMERS_PARTITION_RUNNER_H_

#include <atomic>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/events/cursors.h"
#include "common/timers/alarm.h"
#include "common/timers/firing.h"
#include "common/timers/runner.h"

namespace guanxi::timers {

// Thread safety: NoteArmed and End from any thread; the rest by one. Owns nothing that it is given.
class PartitionRunner {
 public:
  // `firing.cursors` is not used. `owner` names this part.
  PartitionRunner(const Firing::Parts& firing, Clock* system, std::vector<int> partitions,
                  const std::string& owner);

  // Fires what is due of the partitions that it holds; the number of timers that it read.
  absl::StatusOr<int> Turn();
  // Waits until there may be something to do, after a turn that found nothing.
  void Sleep();
  // Waits for so long, whatever is armed.
  void Rest(absl::Duration pause) { alarm_.Wait(absl::InfinitePast(), pause); }

  // Something was armed in one of its partitions.
  void NoteArmed(absl::Time due) { alarm_.Note(due); }
  // Ends a turn between two batches, and all waiting.
  void End();
  // Gives the partitions back.
  absl::Status Release() { return cursors_.Release(); }

 private:
  // Prolongs what is held, if it is time.
  absl::Status Hold();
  // Partitions that have anything due, of those that are held; sets `next_`.
  absl::StatusOr<std::vector<int>> FindDue();
  absl::StatusOr<int> TurnOf(int partition);
  absl::StatusOr<std::vector<Uuid>> TenantsOf(int partition, absl::Time now);
  absl::StatusOr<std::vector<ArmedTimer>> DueOf(const Uuid& tenant, int partition, absl::Time now);

  Clock* const system_;
  events::Cursors cursors_;
  const Firing::Parts parts_;
  Firing firing_;
  Alarm alarm_;
  std::atomic<bool> is_ending_{false};
  std::map<int, events::Cursor> held_;
  absl::Time hold_next_ = absl::InfinitePast();   // system time
  absl::Time next_ = absl::InfiniteFuture();      // business time, of what is not due yet
  absl::Time expected_ = absl::InfiniteFuture();  // what was armed and was not seen yet
  absl::Duration look_again_;                     // for it
};

}  // namespace guanxi::timers

#endif  // GUANXI_COMMON_TIMERS_PARTITION_RUNNER_H_
