// What merges have moved, and what they have yet to move: merge_moves and merge_turns.
#ifndef GUANXI_COMMON_MERGE_JOURNAL_H_
#define GUANXI_COMMON_MERGE_JOURNAL_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/rows.h"
#include "common/db/transaction.h"

namespace guanxi::merge {

// A row that a merge moved from one record to another.
struct Move {
  std::string resource_type;  // singular
  Uuid id;
  std::string field;  // "": the parent
  Uuid from, into;
  // Records below `from` whose names in the row's message came to be below `into`.
  std::vector<Uuid> names;
};

// What is to be moved to a merge's survivor from one of the others, or back to it.
struct Turn {
  Uuid tenant, merge;
  Uuid record;  // the one that was merged
  Uuid into;    // the survivor
  bool undoes = false;
  // Who merges or undoes.
  std::string actor;
  // In a follower: nothing was left; it is looked again then, for what others wrote meanwhile.
  std::optional<absl::Time> again;
};

// Names of a move are no more; a row that names more records goes on to name some of them by their
// old names, which resolve.
inline constexpr size_t kMaxNamesOfMove = 256;

// Errors of all: those of common/db.
absl::Status PutMoves(db::Transaction& tx, const Uuid& tenant, const Uuid& merge,
                      const std::vector<Move>& moves);
// Up to `limit` of what came from `from` and was not undone.
absl::StatusOr<std::vector<Move>> ReadMoves(db::Transaction& tx, const Uuid& tenant,
                                            const Uuid& merge, const Uuid& from, int64_t limit);
// They are undone: they stay, as what tells where records went.
absl::Status MarkUndone(db::Transaction& tx, const Uuid& tenant, const Uuid& merge,
                        const std::vector<Move>& moves);
// Whether any move of the merge is of the record, by its type, and where that lay before.
absl::StatusOr<std::optional<Uuid>> CameFrom(db::Transaction& tx, const Uuid& tenant,
                                             const Uuid& merge, absl::string_view resource_type,
                                             const Uuid& id);
// Where a record that a merge once moved below `into`, and an undone one back, has gone; nothing if
// none did.
absl::StatusOr<std::optional<Uuid>> WentBackFrom(db::Transaction& tx, const Uuid& tenant,
                                                 const Uuid& into, const Uuid& id);

absl::Status PutTurn(db::Transaction& tx, const Turn& turn);
absl::Status EndTurn(db::Transaction& tx, const Turn& turn);
// The turn as it is now, held to the end of the transaction; nothing if it is over.
absl::StatusOr<std::optional<Turn>> HoldTurn(db::Transaction& tx, const Uuid& tenant,
                                             const Uuid& merge, const Uuid& record);
// Those of a merge.
absl::StatusOr<std::vector<Turn>> TurnsOf(db::Transaction& tx, const Uuid& tenant,
                                          const Uuid& merge);
// Turns of all tenants that are due at `now`, behind `after` (tenant, merge, record), in order.
absl::StatusOr<std::vector<Turn>> NextTurns(db::Transaction& tx, absl::Time now, const Turn& after,
                                            int64_t limit);

std::vector<db::Query> JournalQueries();
std::vector<db::InsertQuery> JournalInserts();

}  // namespace guanxi::merge

#endif  // GUANXI_COMMON_MERGE_JOURNAL_H_
