// The command line of the customer service.
#ifndef GUANXI_CUSTOMER_SVC_CONFIG_H_
#define GUANXI_CUSTOMER_SVC_CONFIG_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "common/flags/service_flags.h"

namespace guanxi::customer {

struct Config {
  ServiceFlags service;
  std::string issuer;
  std::string gateway;
  std::string sealing_key_file;
  std::string blind_index_key_file;
  // What the files of one tenant may use.
  int64_t tenant_file_bytes = 0;
  int64_t tenant_files = 0;
};

// Call after absl::ParseCommandLine. INVALID_ARGUMENT or NOT_FOUND with a text that names the flag.
absl::StatusOr<Config> ReadConfig();

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_CONFIG_H_
