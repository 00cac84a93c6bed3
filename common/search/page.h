// One page of search results.
#ifndef GUANXI_COMMON_SEARCH_PAGE_H_
#define GUANXI_COMMON_SEARCH_PAGE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "common/base/uuid.h"
#include "common/search/scan_sql.h"

namespace guanxi::search {

// Index rows that one page reads, give or take a block.
inline constexpr size_t kMaxCandidates = 10 * kBlockRows;

struct Page {
  std::vector<Uuid> ids;  // Best first within a block of candidates.
  // For each of `ids`, which of the indexes that were searched it is from.
  std::vector<size_t> types;
  // "" on the last page. While it is set a page may be short or even empty: many candidates had to
  // be dropped, and the next page goes on behind them.
  std::string resume;
};

}  // namespace guanxi::search

#endif  // GUANXI_COMMON_SEARCH_PAGE_H_
