// The rows that many transactions have written, to be written again without what surrounds them.
#ifndef GUANXI_BENCH_WRITTEN_TABLES_H_
#define GUANXI_BENCH_WRITTEN_TABLES_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "bench/lead_world.h"
#include "common/db/transaction.h"
#include "common/db/value.h"

namespace guanxi::bench {

struct WrittenTable {
  std::string table;
  std::vector<std::vector<db::Value>> rows;
};

// All rows of the world's tenant in these tables, under another tenant. Errors: those of common/db.
absl::StatusOr<std::vector<WrittenTable>> ReadWritten(const LeadWorld& world,
                                                      absl::Span<const char* const> tables);

// Inserts the share of one of so many transactions: of each table by one statement, if it has any.
absl::Status InsertShare(db::Transaction& tx, absl::Span<const WrittenTable> tables, size_t at,
                         size_t transactions);

}  // namespace guanxi::bench

#endif  // GUANXI_BENCH_WRITTEN_TABLES_H_
