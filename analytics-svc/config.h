// What the command line of analytics-svc says beyond that of every service
// (common/service/config.h).
#ifndef GUANXI_ANALYTICS_SVC_CONFIG_H_
#define GUANXI_ANALYTICS_SVC_CONFIG_H_

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "analytics-svc/services.h"

namespace guanxi::analytics {

// As MakeServices takes them.
struct Config {
  std::map<std::string, std::string> targets;
  ServiceOptions options;
};

// Makes the folder for exports below --replica_dir. Call after absl::ParseCommandLine.
// INVALID_ARGUMENT with a text that names the flag.
absl::StatusOr<Config> ReadConfig();

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_CONFIG_H_
