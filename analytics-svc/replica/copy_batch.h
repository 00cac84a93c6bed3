// Rows on their way into the copy: of each row the last version that was read.
#ifndef GUANXI_ANALYTICS_SVC_REPLICA_COPY_BATCH_H_
#define GUANXI_ANALYTICS_SVC_REPLICA_COPY_BATCH_H_

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "analytics-svc/engine/duck_database.h"
#include "analytics-svc/facts/tables.h"

namespace guanxi::analytics {

// The table that a page of a table's rows passes through, and the one for those whose place they
// take.
std::string StageOf(const Table& table);
std::string ReplacedOf(const Table& table);

// Not thread-safe.
class CopyBatch {
 public:
  // By CopyColumns. It takes the place of what was added of the same key.
  void Add(const Table& table, std::vector<SqlValue> row);

  size_t size() const { return size_; }
  void Clear();

  // Puts all into the copy and its rollups, in the place of what they have of the same keys; rows
  // that do not live are taken out. Errors: those of the writer.
  absl::Status WriteTo(DuckWriter& writer) const;

 private:
  struct Rows {
    std::vector<std::vector<SqlValue>> rows;
    absl::flat_hash_map<std::string, size_t> by_key;
  };

  std::map<const Table*, Rows> tables_;
  size_t size_ = 0;
};

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_REPLICA_COPY_BATCH_H_
