// The gRPC services of this process.
#ifndef GUANXI_WORKFLOW_SVC_SERVICES_H_
#define GUANXI_WORKFLOW_SVC_SERVICES_H_

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "common/service/services.h"

namespace guanxi::workflow {

// `targets`: the gRPC targets of the services whose records to-dos are about, by name
// ("customer-svc", "lead-svc").
absl::StatusOr<service::Services> MakeServices(const std::map<std::string, std::string>& targets,
                                               const service::Parts& parts);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_SERVICES_H_
