// The gRPC services of this process.
#ifndef GUANXI_LEAD_SVC_SERVICES_H_
#define GUANXI_LEAD_SVC_SERVICES_H_

#include <string>

#include "absl/status/statusor.h"
#include "common/service/services.h"

namespace guanxi::lead {

// `customer_svc` is the gRPC target at which customers are asked for.
absl::StatusOr<service::Services> MakeServices(const std::string& customer_svc,
                                               const service::Parts& parts);

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_SERVICES_H_
