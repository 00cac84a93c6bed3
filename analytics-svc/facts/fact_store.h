// Rows of facts in the schema: held, and written.
#ifndef GUANXI_ANALYTICS_SVC_FACTS_FACT_STORE_H_
#define GUANXI_ANALYTICS_SVC_FACTS_FACT_STORE_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "analytics-svc/facts/record.h"
#include "analytics-svc/facts/tables.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/transaction.h"

namespace guanxi::analytics {

// Shards of stamps: transactions that write facts of one shard go one after the other.
inline constexpr int kShards = 64;

// The next stamp of a shard, which this transaction holds until COMMIT. To be taken before rows
// are held. Errors: those of the database.
struct Stamp {
  int shard = 0;
  int64_t number = 0;
};
absl::StatusOr<Stamp> TakeStamp(db::Transaction& tx, int shard);

// What a record hands down to those below it.
struct AboveRow {
  bool live = false;
  std::map<std::string, db::Value> values;  // by column
};

// Makes rows with ids alone where there are none, and holds all until the end of the transaction,
// so that they hand down nothing else before that. Errors: those of the database.
absl::StatusOr<std::map<Uuid, AboveRow>> HoldAbove(db::Transaction& tx, const Table& table,
                                                   const Uuid& tenant, const std::set<Uuid>& ids);
// Holds the records that have rows, and adds empty ones for the others, which nobody can name as
// above its own until the end of the transaction. Errors: those of the database.
absl::StatusOr<std::map<Uuid, Record>> HoldRecords(db::Transaction& tx, const Table& table,
                                                   const Uuid& tenant, const std::set<Uuid>& ids);

// A record to be written: as it is held, and as it is to be.
struct RecordWrite {
  Uuid id;
  Record before;
  Record after;
  // Versions after its last one are none any more: it was made anew.
  bool is_anew = false;
};

// What a writing is about. `above`: those that the records lie below, which are held.
struct WriteContext {
  Uuid tenant;
  const Table* table = nullptr;
  Stamp stamp;
  Uuid check;  // who reads them anew; nil: nobody
  const std::map<Uuid, AboveRow>* above = nullptr;
};

// Writes records, their parts and versions, and hands down what changed. Errors: those of the
// database.
absl::Status WriteRecords(db::Transaction& tx, const WriteContext& context,
                          absl::Span<const RecordWrite> writes);

// The statements of stamps, for the linter.
std::vector<db::Query> StampQueries();

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_FACTS_FACT_STORE_H_
