// The gRPC services of this process.
#ifndef GUANXI_ANALYTICS_SVC_SERVICES_H_
#define GUANXI_ANALYTICS_SVC_SERVICES_H_

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "analytics-svc/engine/duck_options.h"
#include "common/service/services.h"

namespace guanxi::analytics {

struct ServiceOptions {
  // The columnar copy, which this process alone may open. Without a path there is none: figures are
  // reckoned from the facts themselves, which is right and slow.
  DuckOptions replica;
};

// `targets`: the gRPC targets of the services whose events are heard, by name ("customer-svc",
// "lead-svc", "workflow-svc"); of one that is missing there are no facts.
absl::StatusOr<service::Services> MakeServices(const std::map<std::string, std::string>& targets,
                                               const service::Parts& parts,
                                               const ServiceOptions& options = ServiceOptions());

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_SERVICES_H_
