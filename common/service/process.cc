#include "common/service/process.h"

#include "absl/flags/parse.h"
#include "common/base/log.h"
#include "common/rpc/server_main.h"

namespace guanxi::service {

int RunProcess(int argc, char** argv, const std::string& event,
               absl::FunctionRef<absl::StatusOr<int>()> run) {
  rpc::PrepareProcess();
  absl::ParseCommandLine(argc, argv);
  const absl::StatusOr<int> code = run();
  if (code.ok()) return *code;
  Log(Severity::kError, event, {{"error", code.status().message()}});
  return 1;
}

}  // namespace guanxi::service
