// The outermost part of every process of ours.
#ifndef GUANXI_COMMON_SERVICE_PROCESS_H_
#define GUANXI_COMMON_SERVICE_PROCESS_H_

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"

namespace guanxi::service {

// What `main` returns: the code of `run`, or 1 after a log line (`event` says which) with its
// error. Before that, signals are taken in hand (rpc::PrepareProcess) and flags are read.
int RunProcess(int argc, char** argv, const std::string& event,
               absl::FunctionRef<absl::StatusOr<int>()> run);

}  // namespace guanxi::service

#endif  // GUANXI_COMMON_SERVICE_PROCESS_H_
