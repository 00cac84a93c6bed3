// Files that hold secrets.
#ifndef GUANXI_COMMON_BASE_PRIVATE_FILE_H_
#define GUANXI_COMMON_BASE_PRIVATE_FILE_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"

namespace guanxi {

// The content of a file that only its owner may write, and nobody but its owner and group may read:
// modes 400, 600, 440 and 640. The group is let in for Kubernetes, which mounts secrets as root's
// with the pod's `fsGroup` and mode 440; give such volumes `defaultMode: 0400`, as their usual 644
// is refused.
//
// Errors: texts name the file, never content.
//   NOT_FOUND            it cannot be opened
//   FAILED_PRECONDITION  it is no regular file, is larger than `max_bytes`, or is open to others
absl::StatusOr<std::string> ReadPrivateFile(const std::string& path, size_t max_bytes);

}  // namespace guanxi

#endif  // GUANXI_COMMON_BASE_PRIVATE_FILE_H_
