// What the metadata of errors say, for those who act on them; and errors that say more than those
// who made them knew.
#ifndef GUANXI_COMMON_ERRORS_METADATA_H_
#define GUANXI_COMMON_ERRORS_METADATA_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/errors/errors.h"

namespace guanxi {

// The metadata of the status's ErrorInfo; none if it has none.
ErrorMetadata MetadataOf(const absl::Status& status);

// The status, an error, with another text and with `more` beside its metadata.
absl::Status Reworded(const absl::Status& status, absl::string_view text,
                      const ErrorMetadata& more = {});

}  // namespace guanxi

#endif  // GUANXI_COMMON_ERRORS_METADATA_H_
