// The command line of the gateway.
#ifndef GUANXI_GATEWAY_CONFIG_H_
#define GUANXI_GATEWAY_CONFIG_H_

#include <string>

#include "absl/status/statusor.h"
#include "common/flags/service_flags.h"

namespace guanxi::gateway {

struct Config {
  ServiceFlags service;
  std::string issuer;
  std::string signing_key_dir;
  bool generate_signing_key = false;
  int password_checks = 2;
  // Tasks to do instead of serving, besides service.migrate.
  bool add_signing_key = false;
  std::string bootstrap_file;
};

// Call after absl::ParseCommandLine. INVALID_ARGUMENT or NOT_FOUND with a text that names the flag.
absl::StatusOr<Config> ReadConfig();

}  // namespace guanxi::gateway

#endif  // GUANXI_GATEWAY_CONFIG_H_
