// Moves what names records that were merged to the record that they are now, and back, in turns.
#ifndef GUANXI_COMMON_MERGE_MOVER_H_
#define GUANXI_COMMON_MERGE_MOVER_H_

#include <functional>
#include <map>
#include <set>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/mutex.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/merge/journal.h"
#include "common/merge/reference_map.h"
#include "common/resource/engine.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"

namespace guanxi::merge {

// Rows that one unit of work moves.
inline constexpr int kMovedAtOnce = 150;

// A turn finds its rows by what they hold, and so goes on wherever one was left; two at once wait
// for each other by the turn's row, and the second finds nothing. Rows are written by
// UnitOfWork::Redirect: names in them that lie below a merged record come to lie below the
// survivor.
//
// Thread-safe. Owns nothing.
class Mover {
 public:
  struct Options {
    // Called in the unit of work in which the last turn of a merge ends, after that row has gone.
    // Null: nothing is to be done.
    std::function<absl::Status(resource::UnitOfWork&, const Turn&)> ended = nullptr;
    // For records of another service: so long after nothing was left it is looked once more, for
    // what transactions wrote that did not know of the merge. Longer than any of them lasts.
    absl::Duration second_look = absl::ZeroDuration();
    // For tests: told where it has come to, "moved", "ended", before the unit of work commits.
    std::function<absl::Status(absl::string_view)> passed = nullptr;
  };

  Mover(db::Database* database, const resource::Engine* engine, const ReferenceMap* map,
        Options options)
      : database_(database), engine_(engine), map_(map), options_(std::move(options)) {}

  const ReferenceMap& map() const { return *map_; }

  // Moves up to `room` rows for a turn, and what lies below the last of them, as part of the
  // caller's unit of work, which excludes others from the turn; how many. Errors: those of the
  // database and of Redirect.
  absl::StatusOr<int> MoveSome(resource::UnitOfWork& work, const Turn& turn, int room) const;

  // Shows `visit` what the merge moved from the turn's record that would not go back: rows that
  // were moved on, or name something else since, and those that are gone. Of the first
  // kMaxLookedAt.
  static constexpr int kMaxLookedAt = 5000;
  using VisitKept = absl::FunctionRef<void(const Move& move, bool is_gone)>;
  absl::Status FindKept(resource::UnitOfWork& work, const Turn& turn, VisitKept visit) const;

  // All turns of a merge, one unit of work after the other, until none is left or `until` (of the
  // system's clock) has passed; whether none is left. Errors: those of the database, of Redirect
  // and `ended`; what was done before stays done.
  absl::StatusOr<bool> Finish(const Uuid& tenant, const Uuid& merge, absl::Time until) const;

  // For loops and Consumer::Options.left_over: one unit of work for each of the next turns of all
  // tenants; false: none is due. One that fails is tried again when all others had theirs. Errors:
  // as Finish, the first of them.
  absl::StatusOr<bool> GoOn() const;

 private:
  absl::StatusOr<int> Forward(resource::UnitOfWork& work, const Turn& turn, int room) const;
  absl::StatusOr<int> Back(resource::UnitOfWork& work, const Turn& turn, int room) const;
  absl::StatusOr<int> ForwardAt(resource::UnitOfWork& work, const Turn& turn, const Place& place,
                                int room) const;
  // Cuts `moves` to those that there was room for, and `left` by what that took.
  absl::Status BackAt(resource::UnitOfWork& work, const Turn& turn, const Place& place,
                      std::vector<Move>* moves, int* left) const;
  // Has what lies below a row of a place go where that is now; how many rows did. That is written
  // down nowhere: wherever the row goes, it goes.
  absl::StatusOr<int> MoveBelow(resource::UnitOfWork& work, const Uuid& tenant, const Place& place,
                                const resource::ResourceName& above) const;
  // Parents first, as everybody who writes below them: exclusively, in the order of their ids.
  absl::Status HoldParents(resource::UnitOfWork& work, const Turn& turn) const;
  // Where what came to a record is by now, in a follower: it may hear that a merge was undone
  // before it hears so of the later one that moved this on, and that one finds nothing then. Else
  // the record.
  absl::StatusOr<Uuid> LedTo(resource::UnitOfWork& work, const Uuid& record) const;
  // In a follower, which hears of merges of different records in any order: what came to a record
  // that was merged into another one before goes on to that, too.
  absl::Status LeadOn(resource::UnitOfWork& work, const Turn& turn) const;
  absl::Status Step(const Turn& turn) const;
  absl::Status StepIn(resource::UnitOfWork& work, const Turn& known) const;

  db::Database* const database_;
  const resource::Engine* const engine_;
  const ReferenceMap* const map_;
  const Options options_;
  mutable Mutex mutex_;
  mutable Turn last_ ABSL_GUARDED_BY(mutex_);  // that had its turn
};

}  // namespace guanxi::merge

#endif  // GUANXI_COMMON_MERGE_MOVER_H_
