// Where a search goes on after a page: the content of a page token.
#ifndef GUANXI_COMMON_SEARCH_RESUME_H_
#define GUANXI_COMMON_SEARCH_RESUME_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/uuid.h"
#include "common/search/plan.h"

namespace guanxi::search {

// A search reads candidates in blocks and ranks within each. A page may end inside a block; the
// next one reads the same rows again, wherever rows were added or removed meanwhile.
struct Resume {
  // The block lies behind this position ...
  Position start;
  // ... and ends with this one; unknown for a block that has not been read.
  std::optional<Position> end;
  // The last record of the block that was handed out, in ranked order.
  struct Last {
    uint32_t score = 0;
    Uuid id;
    uint8_t type = 0;
  };
  std::optional<Last> last;
};

// At most about 200 bytes.
std::string EncodeResume(const Resume& resume);
// INVALID_ARGUMENT for bytes that EncodeResume did not make.
absl::StatusOr<Resume> DecodeResume(absl::string_view bytes);

}  // namespace guanxi::search

#endif  // GUANXI_COMMON_SEARCH_RESUME_H_
