// Tells files that are no lists by what they begin with.
#ifndef GUANXI_CUSTOMER_SVC_TRANSFER_FILE_KIND_H_
#define GUANXI_CUSTOMER_SVC_TRANSFER_FILE_KIND_H_

#include <cstddef>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace guanxi::customer {

// So many bytes are enough for CheckFileKind.
inline constexpr size_t kKindBytes = 64;

// INVALID_ARGUMENT (FILE_FORMAT) names what `start`, the first bytes of an upload, is the start of
// if that is a workbook, a PDF, a picture, an archive, a web page, a card or the like.
absl::Status CheckFileKind(absl::string_view start);

// INVALID_ARGUMENT (FILE_FORMAT) on `file`.
absl::Status WrongFormat(absl::string_view description);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_TRANSFER_FILE_KIND_H_
