// The rows that processes have made, to be written again without what surrounds them.
#ifndef GUANXI_BENCH_PROCESS_ROWS_H_
#define GUANXI_BENCH_PROCESS_ROWS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "bench/approval_world.h"
#include "common/db/query.h"
#include "common/db/value.h"

namespace guanxi::bench {

// Immutable, thus thread-safe.
class ProcessRows {
 public:
  // All rows of the tenant in tables that have one for each of the `processes`, each of which took
  // `steps` transactions, under another tenant.
  static absl::StatusOr<ProcessRows> Read(const ApprovalWorld& world, size_t processes, int steps);

  // How many rows a process has inserted and updated, on the average.
  double RowsEach() const;
  // Writes those of one process in as many transactions: of each table an INSERT of what the step
  // has added; and from the second on UPDATEs of the instance, its state and the task before.
  absl::Status Write(const ApprovalWorld& world, size_t process) const;

 private:
  struct Table {
    db::InsertQuery insert;
    db::Query update;  // of one row; of no table that is only added to
    std::vector<std::vector<db::Value>> rows;
  };

  // The rows of one process in a table, from `first` to before `last`.
  struct Part {
    size_t first = 0, last = 0;
  };
  Part PartOf(const Table& table, size_t process) const;
  absl::Status Step(db::Transaction& tx, size_t process, size_t step) const;

  size_t processes_ = 0;
  size_t steps_ = 0;
  std::vector<Table> tables_;
};

}  // namespace guanxi::bench

#endif  // GUANXI_BENCH_PROCESS_ROWS_H_
