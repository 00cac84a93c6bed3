#include "lead-svc/reason.h"

#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/resource_type.h"
#include "common/rules/values.h"

namespace guanxi::lead {

absl::StatusOr<std::string> ParseReason(std::string reason, ReasonNeed need,
                                        const google::protobuf::FieldDescriptor* stored) {
  const int max_bytes = resource::Rules(stored).max_bytes();
  Violations violations;
  rules::NormalizeLine("reason", &reason, &violations);
  if (reason.empty() && need == ReasonNeed::kRequired) violations.Add("reason", "is required");
  if (static_cast<int>(reason.size()) > max_bytes) violations.Add("reason", "is too long");
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  return reason;
}

}  // namespace guanxi::lead
