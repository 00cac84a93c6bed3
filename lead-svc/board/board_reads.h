// What a caller sees of the sums of a pipeline.
#ifndef GUANXI_LEAD_SVC_BOARD_BOARD_READS_H_
#define GUANXI_LEAD_SVC_BOARD_BOARD_READS_H_

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/transaction.h"
#include "common/money/exact.h"
#include "common/resource/row_scope.h"

namespace guanxi::lead {

// OPEN opportunities of one owner in one stage, with amounts in one currency ("" for none).
struct BoardKey {
  std::string stage;
  Uuid owner;
  std::string currency;

  friend bool operator<(const BoardKey& a, const BoardKey& b) {
    return std::tie(a.stage, a.owner, a.currency) < std::tie(b.stage, b.owner, b.currency);
  }
};
struct BoardSum {
  int64_t count = 0;
  money::Int nanos = 0;
};
using BoardSums = std::map<BoardKey, BoardSum>;

// Months as MonthOf has them, ends included.
struct Months {
  int first = 0;
  int last = 9999'99;
};

// Those in the scope: by the cells as far as owner or department decide, and besides each of those
// that are shared. DATA_LOSS if a sum is no decimal; else errors of common/db.
absl::StatusOr<BoardSums> ReadBoardSums(db::Transaction& tx, const Uuid& tenant,
                                        const Uuid& pipeline, const resource::RowScope& scope,
                                        const Months& months);

// Won and lost ones by stage and owner, of all owners.
using Outcomes = std::map<std::pair<std::string, Uuid>, std::pair<int64_t, int64_t>>;
absl::StatusOr<Outcomes> ReadOutcomes(db::Transaction& tx, const Uuid& tenant,
                                      const Uuid& pipeline);

// The statements, for the linter.
std::vector<db::Query> BoardQueries(const resource::RowScope& scope);

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_BOARD_BOARD_READS_H_
