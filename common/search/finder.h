// One page of a search.
#ifndef GUANXI_COMMON_SEARCH_FINDER_H_
#define GUANXI_COMMON_SEARCH_FINDER_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/base/uuid.h"
#include "common/search/candidate_stream.h"
#include "common/search/page.h"
#include "common/search/plan.h"
#include "common/search/query.h"
#include "common/search/resume.h"

namespace guanxi::search {

// A record among the candidates of a block, by the best of its rows.
struct Hit {
  Uuid id;
  uint8_t type = 0;  // As of Position.
  uint32_t score = 0;
  bool exact = false;  // One of its rows says for certain that it matches.
};

// Works through blocks of candidates: reads a block, ranks its records, drops those that do not
// match after all or that an earlier block has already had, and hands out the rest.
//
// No state outlives a page, and yet no record comes twice: a record belongs to the block that holds
// the first of all its rows in the order of the scans, which its own rows (at most kMaxRows) tell.
class Finder {
 public:
  // The query outlives the finder.
  Finder(const CandidateStream::Source& source, const SearchQuery& query);

  absl::StatusOr<Page> Run(Resume resume, size_t limit);

 private:
  struct Block {
    std::vector<Hit> hits;  // Best first.
    Position end;           // Of its last row.
    size_t rows = 0;
    bool is_last = false;
  };

  absl::StatusOr<Block> ReadBlock(const Resume& resume) const;
  // Of at most kLoadSize hits, those that match, and of these those that belong to the block behind
  // `start`.
  absl::StatusOr<std::vector<Hit>> DropMismatches(absl::Span<const Hit> hits) const;
  absl::StatusOr<std::vector<Hit>> DropEarlier(const Position& start, std::vector<Hit> hits) const;

  const CandidateStream::Source source_;
  const SearchQuery& query_;
};

}  // namespace guanxi::search

#endif  // GUANXI_COMMON_SEARCH_FINDER_H_
