#include "gateway/config.h"

#include "absl/flags/declare.h"
#include "absl/flags/flag.h"

ABSL_DECLARE_FLAG(std::string, issuer);
ABSL_DECLARE_FLAG(bool, migrate);

ABSL_FLAG(std::string, signing_key_dir, "", "folder of the private keys that sign tokens");
ABSL_FLAG(bool, generate_signing_key, false, "make the first key if --signing_key_dir has none");
ABSL_FLAG(int, password_checks, 2, "passwords checked at a time, each 80 ms of a core and 19 MiB");
ABSL_FLAG(std::string, edge, "127.0.0.1:8080",
          "gRPC target of the edge, by which records of all services are handed over");
ABSL_FLAG(bool, add_signing_key, false, "add a key to --signing_key_dir and end");
ABSL_FLAG(std::string, bootstrap_file, "",
          "JSON file of tenants, users and clients to create or update; then end");

namespace guanxi::gateway {

absl::StatusOr<Config> ReadConfig() {
  Config config;
  config.issuer = absl::GetFlag(FLAGS_issuer);
  config.signing_key_dir = absl::GetFlag(FLAGS_signing_key_dir);
  config.generate_signing_key = absl::GetFlag(FLAGS_generate_signing_key);
  config.password_checks = absl::GetFlag(FLAGS_password_checks);
  config.migrate = absl::GetFlag(FLAGS_migrate);
  config.edge = absl::GetFlag(FLAGS_edge);
  config.add_signing_key = absl::GetFlag(FLAGS_add_signing_key);
  config.bootstrap_file = absl::GetFlag(FLAGS_bootstrap_file);
  if (config.password_checks < 1 || config.password_checks > 64) {
    return absl::InvalidArgumentError("--password_checks is not between 1 and 64");
  }
  if ((config.serves() || config.add_signing_key) && config.signing_key_dir.empty()) {
    return absl::InvalidArgumentError("--signing_key_dir is missing");
  }
  return config;
}

}  // namespace guanxi::gateway
