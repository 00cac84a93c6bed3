// The analytics service: figures out of the events of the others. README.md has the flags.
#include <filesystem>
#include <system_error>

#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "analytics-svc/services.h"
#include "common/service/service.h"

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
namespace {

absl::StatusOr<service::Services> ServicesByFlags(const service::Parts& parts) {
  const std::map<std::string, std::string> targets = {
      {"customer-svc", absl::GetFlag(FLAGS_customer_svc)},
      {"lead-svc", absl::GetFlag(FLAGS_lead_svc)},
      {"workflow-svc", absl::GetFlag(FLAGS_workflow_svc)}};
  for (const auto& [service, target] : targets) {
    if (target.empty()) return absl::InvalidArgumentError("no address of " + service);
  }
  ServiceOptions options;
  if (const std::string folder = absl::GetFlag(FLAGS_replica_dir); !folder.empty()) {
    options.replica.path = absl::StrCat(folder, "/replica.duckdb");
    options.replica.spill_folder = absl::StrCat(folder, "/spill");
    options.replica.export_folder = absl::StrCat(folder, "/exports");
    std::error_code error;
    std::filesystem::create_directory(options.replica.export_folder, error);
    if (error) return absl::InvalidArgumentError("--replica_dir: " + error.message());
    options.replica.memory_bytes = absl::GetFlag(FLAGS_replica_memory_mib) << 20;
    options.replica.threads = absl::GetFlag(FLAGS_replica_threads);
  }
  return MakeServices(targets, parts, options);
}

}  // namespace
}  // namespace guanxi::analytics

int main(int argc, char** argv) {
  return guanxi::service::Main(argc, argv,
                               {"analytics-svc", /*min_schema=*/22, /*max_schema=*/22,
                                /*has_operations=*/true, guanxi::analytics::ServicesByFlags});
}
