// The size of a page (AIP-158).
#ifndef GUANXI_COMMON_PAGE_PAGE_SIZE_H_
#define GUANXI_COMMON_PAGE_PAGE_SIZE_H_

#include <cstdint>

#include "absl/status/statusor.h"

namespace guanxi::page {

inline constexpr int32_t kDefaultPageSize = 50;
inline constexpr int32_t kMaxPageSize = 1000;
// A page ends before the row by which its stored rows would take more bytes; it has one row at
// least. Clients of gRPC refuse messages above 4 MiB unless they are told otherwise, and what a row
// gets besides (name, etag) is far less than the difference.
inline constexpr int64_t kMaxPageBytes = 4'000'000;

// What a request's `page_size` means: 0 the default, more than the maximum the
// maximum. A negative one is INVALID_ARGUMENT, reason INVALID_PAGE_SIZE.
absl::StatusOr<int32_t> PageSize(int32_t requested);

}  // namespace guanxi::page

#endif  // GUANXI_COMMON_PAGE_PAGE_SIZE_H_
