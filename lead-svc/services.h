// The gRPC services of this process.
#ifndef GUANXI_LEAD_SVC_SERVICES_H_
#define GUANXI_LEAD_SVC_SERVICES_H_

#include <string>

#include "absl/status/statusor.h"
#include "common/service/services.h"

namespace guanxi::lead {

// `customer_svc` is the gRPC target at which customers are asked for, `workflow_svc` that of
// workflow-svc, whose breached clocks have leads recycled, and which is asked for approvals; "":
// nothing is heard of it, and nothing can be submitted.
absl::StatusOr<service::Services> MakeServices(const std::string& customer_svc,
                                               const service::Parts& parts,
                                               const std::string& workflow_svc = "");

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_SERVICES_H_
