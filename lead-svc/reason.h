// Why somebody moved a record, as it is stored.
#ifndef GUANXI_LEAD_SVC_REASON_H_
#define GUANXI_LEAD_SVC_REASON_H_

#include <string>

#include "absl/status/statusor.h"
#include "google/protobuf/descriptor.h"

namespace guanxi::lead {

// The field `reason` of a request, as a line for `stored`, a field with a limit; empty only if it
// need not be there. Pure.
//   INVALID_ARGUMENT  INVALID_FIELD  `reason` is missing or too long, or no line
enum class ReasonNeed { kOptional, kRequired };
absl::StatusOr<std::string> ParseReason(std::string reason, ReasonNeed need,
                                        const google::protobuf::FieldDescriptor* stored);

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_REASON_H_
