#include "analytics-svc/config.h"

#include <filesystem>
#include <system_error>

#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "analytics-svc/engine/duck_options.h"

ABSL_FLAG(std::string, customer_svc, "", "gRPC target of customer-svc, whose events are heard");
ABSL_FLAG(std::string, lead_svc, "", "gRPC target of lead-svc, whose events are heard");
ABSL_FLAG(std::string, workflow_svc, "", "gRPC target of workflow-svc, whose events are heard");

ABSL_FLAG(std::string, replica_dir, "",
          "folder, which is there, for the columnar copy of the facts; of this process alone. "
          "Empty: there is no copy, and the facts themselves answer");
ABSL_FLAG(int64_t, replica_memory_mib, 1024, "memory of the columnar copy, in MiB, 64 at least");
ABSL_FLAG(int, replica_threads, 2,
          "threads that one query of the columnar copy has when it is alone");

namespace guanxi::analytics {

absl::StatusOr<Config> ReadConfig() {
  Config config;
  config.targets = {{"customer-svc", absl::GetFlag(FLAGS_customer_svc)},
                    {"lead-svc", absl::GetFlag(FLAGS_lead_svc)},
                    {"workflow-svc", absl::GetFlag(FLAGS_workflow_svc)}};
  for (const auto& [service, target] : config.targets) {
    if (target.empty()) return absl::InvalidArgumentError("no address of " + service);
  }
  const std::string folder = absl::GetFlag(FLAGS_replica_dir);
  if (folder.empty()) return config;
  DuckOptions& replica = config.options.replica;
  replica.path = absl::StrCat(folder, "/replica.duckdb");
  replica.spill_folder = absl::StrCat(folder, "/spill");
  replica.export_folder = absl::StrCat(folder, "/exports");
  std::error_code error;
  std::filesystem::create_directory(replica.export_folder, error);
  if (error) return absl::InvalidArgumentError("--replica_dir: " + error.message());
  replica.memory_bytes = absl::GetFlag(FLAGS_replica_memory_mib) << 20;
  replica.threads = absl::GetFlag(FLAGS_replica_threads);
  return config;
}

}  // namespace guanxi::analytics
