// The rows of a plan's scans, one by one and in order.
#ifndef GUANXI_COMMON_SEARCH_CANDIDATE_STREAM_H_
#define GUANXI_COMMON_SEARCH_CANDIDATE_STREAM_H_

#include <cstddef>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/uuid.h"
#include "common/db/rows.h"
#include "common/db/transaction.h"
#include "common/search/plan.h"
#include "common/search/scan_sql.h"

namespace guanxi::search {

// Reads kBlockRows rows at a time, and only when they are asked for. Not thread-safe.
class CandidateStream {
 public:
  // What does not change between the pages of a query. The pointers' targets outlive the stream.
  struct Source {
    db::Transaction* tx;
    Tables tables;
    Uuid tenant;
    const std::vector<Scan>* plan;
    const Restriction* restriction;
  };

  // Begins behind `behind`.
  CandidateStream(const Source& source, Position behind);

  // Moves to the next row; false behind the last one.
  absl::StatusOr<bool> Next();

  // Of the row that Next has moved to.
  const Position& position() const { return at_; }

 private:
  absl::Status Fetch();

  const Source source_;
  Position at_;  // The current row, or the start of a scan.
  db::Rows rows_;
  size_t next_ = 0;   // Row of `rows_`.
  bool more_ = true;  // The current scan may have rows behind `rows_`.
};

}  // namespace guanxi::search

#endif  // GUANXI_COMMON_SEARCH_CANDIDATE_STREAM_H_
