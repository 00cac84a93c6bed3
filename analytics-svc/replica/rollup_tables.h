// The tables of rollups (semantic/rollup.h), kept with the copies of the facts they are made of.
//
// Whoever changes the copies changes these in the same transaction, so that every reader finds both
// alike. They may be made anew out of the copies at any time.
#ifndef GUANXI_ANALYTICS_SVC_REPLICA_ROLLUP_TABLES_H_
#define GUANXI_ANALYTICS_SVC_REPLICA_ROLLUP_TABLES_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "analytics-svc/engine/duck_database.h"
#include "analytics-svc/facts/tables.h"

namespace guanxi::analytics {

// Errors of all: those of the writer.

// Makes the tables that are missing or of another form, out of the copies, which are there; removes
// those of rollups that are no more.
absl::Status OpenRollups(DuckWriter& writer);

// Removes all of them.
absl::Status DropRollups(DuckWriter& writer);

// Whether any rollup is made of the table.
bool HasRollups(const Table& table);

// Takes the rows of `rows`, a table with the columns of a copy of `table`, into the rollups over
// it, and off them.
absl::Status AddToRollups(DuckWriter& writer, const Table& table, absl::string_view rows);
absl::Status TakeOffRollups(DuckWriter& writer, const Table& table, absl::string_view rows);

// Folds those that have more than a quarter and `slack` rows more than when they were folded: so
// reading them stays cheap, and what folding costs is a part of what was added.
inline constexpr int64_t kRollupSlack = 20'000;
absl::Status FoldRollups(DuckWriter& writer, int64_t slack = kRollupSlack);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_REPLICA_ROLLUP_TABLES_H_
