// The one conversion from absl::Status to grpc::Status.
#ifndef GUANXI_COMMON_ERRORS_GRPC_H_
#define GUANXI_COMMON_ERRORS_GRPC_H_

#include <grpcpp/support/status.h>

#include "absl/status/status.h"

namespace guanxi {

// Code, message (at most 1 KiB, cut at a character) and the google.rpc details among the payloads,
// in the order of their types. Other payloads stay inside the process. An INTERNAL or UNKNOWN error
// loses its text: it was logged, and may speak of things that are not the caller's. The binary
// google.rpc.Status repeats code and message, which clients' libraries compare.
grpc::Status ToGrpcStatus(const absl::Status& status);

// The reverse, for clients of other services.
absl::Status FromGrpcStatus(const grpc::Status& status);

}  // namespace guanxi

#endif  // GUANXI_COMMON_ERRORS_GRPC_H_
