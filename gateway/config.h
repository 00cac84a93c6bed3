// What the gateway's command line says beyond that of every service (common/service/config.h).
#ifndef GUANXI_GATEWAY_CONFIG_H_
#define GUANXI_GATEWAY_CONFIG_H_

#include <string>

#include "absl/status/statusor.h"

namespace guanxi::gateway {

struct Config {
  std::string issuer;  // that of every service
  std::string signing_key_dir;
  bool generate_signing_key = false;
  int password_checks = 2;
  std::string edge;  // gRPC target of Envoy, by which the gateway reaches the services
  // Tasks to do instead of serving, besides --migrate.
  bool migrate = false;
  bool add_signing_key = false;
  std::string bootstrap_file;

  bool serves() const { return !migrate && !add_signing_key && bootstrap_file.empty(); }
};

// Call after absl::ParseCommandLine. INVALID_ARGUMENT with a text that names the flag.
absl::StatusOr<Config> ReadConfig();

}  // namespace guanxi::gateway

#endif  // GUANXI_GATEWAY_CONFIG_H_
