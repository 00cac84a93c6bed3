// The rows of a plan's scans, one by one and in order: those of all types that are searched, as if
// they stood in one index.
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

// Reads kBlockRows rows of a type at a time, and only when they are asked for. Not thread-safe.
class CandidateStream {
 public:
  // What does not change between the pages of a query. The pointers' targets outlive the stream.
  struct Source {
    db::Transaction* tx;
    std::vector<Tables> types;
    Uuid tenant;
    const std::vector<Scan>* plan;
    const std::vector<Restriction>* restrictions;  // one for each of `types`, or none at all
  };

  // Begins behind `behind`.
  CandidateStream(const Source& source, Position behind);

  // Moves to the next row; false behind the last one.
  absl::StatusOr<bool> Next();

  // Of the row that Next has moved to.
  const Position& position() const { return at_; }

 private:
  // What was read of one type in the current scan.
  struct Part {
    db::Rows rows;
    size_t next = 0;   // Row of `rows` behind `head`.
    bool more = true;  // The scan may have rows behind `rows`.
    bool has_head = false;
    Position head;  // The first row that was not handed out.
  };

  // Sets the part's head, unless it has one or there is none.
  absl::Status Advance(size_t type);
  absl::Status Fetch(size_t type);

  const Source source_;
  Position at_;  // The current row, or the start of a scan.
  std::vector<Part> parts_;
};

}  // namespace guanxi::search

#endif  // GUANXI_COMMON_SEARCH_CANDIDATE_STREAM_H_
