// The command line that all services share.
#ifndef GUANXI_COMMON_FLAGS_SERVICE_FLAGS_H_
#define GUANXI_COMMON_FLAGS_SERVICE_FLAGS_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/secret.h"
#include "common/db/options.h"
#include "common/rpc/pipeline.h"
#include "common/rpc/server.h"

namespace guanxi {

// What the flags of service_flags.cc say, checked; `--help` of a service explains each. Secrets
// come from files, never from the command line.
struct ServiceFlags {
  rpc::ServerOptions server;
  db::Options database;
  rpc::PipelineOptions pipeline;
  std::string otlp_target;  // "": traces go nowhere
  // Bring the schema up to date and end, instead of serving.
  bool migrate = false;
  // The folder of the migrations.
  std::string schema_dir;
};

// Call after absl::ParseCommandLine. `schema` is where the migrations lie in the repository
// ("gateway/schema"), for when `--schema_dir` does not say it.
//
// Errors: INVALID_ARGUMENT or NOT_FOUND with a text that names the flag.
absl::StatusOr<ServiceFlags> ReadServiceFlags(absl::string_view schema);

// A secret in a file that may be replaced while the process runs. Errors: those of Secret::InFile;
// texts name `flag`, never content.
absl::StatusOr<Secret> ReadFlagSecret(absl::string_view flag, absl::string_view path);

// The content of such a file at this moment.
absl::StatusOr<std::string> ReadFlagFile(absl::string_view flag, absl::string_view path);

// A file or folder of the repository that was built into the installation: beside the executable
// in its runfiles, or below the folder of the executable. NOT_FOUND if it is in neither.
absl::StatusOr<std::string> FindInstalled(absl::string_view path);

}  // namespace guanxi

#endif  // GUANXI_COMMON_FLAGS_SERVICE_FLAGS_H_
