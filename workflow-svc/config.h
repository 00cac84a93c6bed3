// What the command line of workflow-svc says beyond that of every service
// (common/service/config.h).
#ifndef GUANXI_WORKFLOW_SVC_CONFIG_H_
#define GUANXI_WORKFLOW_SVC_CONFIG_H_

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "workflow-svc/services.h"

namespace guanxi::workflow {

// As MakeServices takes them.
struct Config {
  std::map<std::string, std::string> targets;
  ServiceOptions options;
};

// Call after absl::ParseCommandLine. INVALID_ARGUMENT with a text that names the flag.
absl::StatusOr<Config> ReadConfig();

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_CONFIG_H_
