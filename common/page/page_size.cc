#include "common/page/page_size.h"

#include <algorithm>

#include "common/errors/errors.h"

namespace guanxi::page {

absl::StatusOr<int32_t> PageSize(int32_t requested) {
  if (requested < 0) {
    return InvalidField("page_size", "must not be negative", "INVALID_PAGE_SIZE");
  }
  return requested == 0 ? kDefaultPageSize : std::min(requested, kMaxPageSize);
}

}  // namespace guanxi::page
