#include "common/rpc/grpc_log.h"

#include <grpc/support/log.h>

#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "common/base/log.h"
#include "common/rpc/log_limit.h"

namespace guanxi::rpc {
namespace {

constexpr int kLinesPerSecond = 10;

Severity SeverityOf(gpr_log_severity severity) {
  switch (severity) {
    case GPR_LOG_SEVERITY_ERROR:
      return Severity::kError;
    case GPR_LOG_SEVERITY_INFO:
      return Severity::kInfo;
    case GPR_LOG_SEVERITY_DEBUG:
      break;
  }
  return Severity::kDebug;
}

void Write(gpr_log_func_args* args) {
  static auto* const limit = new LogLimit(kLinesPerSecond);
  const std::optional<int64_t> left_out = limit->Take(absl::Now());
  if (!left_out.has_value()) return;
  absl::string_view file = args->file;
  file = file.substr(file.find_last_of('/') + 1);
  Log(SeverityOf(args->severity), "grpc.log",
      {{"source", absl::StrCat(file, ":", args->line)}, {"left_out", *left_out}});
}

}  // namespace

void InstallGrpcLog() { gpr_set_log_function(&Write); }

}  // namespace guanxi::rpc
