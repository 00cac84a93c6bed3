// The rows that an ingest has made, to be inserted again without what surrounds them.
#ifndef GUANXI_BENCH_COPIED_ROWS_H_
#define GUANXI_BENCH_COPIED_ROWS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bench/target.h"
#include "common/db/query.h"

namespace guanxi::bench {

// An append-only resource: its table, and its number in tables that all types share.
struct Appended {
  std::string table;
  int number = 0;
};

// The rows of one table, in the order of the records that they belong to.
struct CopiedRows {
  std::string table;
  std::vector<std::vector<db::Value>> rows;
};

// Of all records since `begin`, under another tenant: the record's own, that of its external id,
// its change and its outbox row. INTERNAL unless each table has `count`.
absl::StatusOr<std::vector<CopiedRows>> CopyRows(const Target& target, const Appended& resource,
                                                 absl::Time begin, size_t count);

// Records a second by multi-row INSERTs, 200 records a transaction, over one connection.
absl::StatusOr<double> TimeRaw(const Target& target, const std::vector<CopiedRows>& tables);

}  // namespace guanxi::bench

#endif  // GUANXI_BENCH_COPIED_ROWS_H_
