// What the metadata of errors say, for those who act on them.
#ifndef GUANXI_COMMON_ERRORS_METADATA_H_
#define GUANXI_COMMON_ERRORS_METADATA_H_

#include "absl/status/status.h"
#include "common/errors/errors.h"

namespace guanxi {

// The metadata of the status's ErrorInfo; none if it has none.
ErrorMetadata MetadataOf(const absl::Status& status);

}  // namespace guanxi

#endif  // GUANXI_COMMON_ERRORS_METADATA_H_
