// The gRPC services of this process.
#ifndef GUANXI_WORKFLOW_SVC_SERVICES_H_
#define GUANXI_WORKFLOW_SVC_SERVICES_H_

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "common/service/services.h"
#include "workflow-svc/notifications/outgoing.h"

namespace guanxi::workflow {

struct ServiceOptions {
  // The gRPC target of the gateway, whose directory says where people are reached; "": nowhere.
  std::string gateway;
  // That of analytics-svc, where day reports are reckoned; "": nowhere, and they wait.
  std::string analytics_svc;
  Outgoing::Options outgoing;
};

// `targets`: the gRPC targets of the services whose records to-dos are about, by name
// ("customer-svc", "lead-svc").
absl::StatusOr<service::Services> MakeServices(const std::map<std::string, std::string>& targets,
                                               const service::Parts& parts,
                                               const ServiceOptions& options = ServiceOptions());

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_SERVICES_H_
