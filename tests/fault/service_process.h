// One of our gRPC servers in a process of its own, on ports that it keeps.
#ifndef GUANXI_TESTS_FAULT_SERVICE_PROCESS_H_
#define GUANXI_TESTS_FAULT_SERVICE_PROCESS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tests/fault/child_process.h"

namespace guanxi::fault {

// Thread safety: none; see ChildProcess for the thread that starts it.
class ServiceProcess {
 public:
  // `command` says everything but the ports. Returns once its ports are bound, on free ones, that
  // of gRPC perhaps on the one that others were told of. INTERNAL, with the end of its log, if it
  // ends before; DEADLINE_EXCEEDED after a minute.
  static absl::StatusOr<std::unique_ptr<ServiceProcess>> Start(ChildProcess::Command command,
                                                               int port = 0);

  // kill -9, and starts it again on the same ports. INTERNAL also if it had ended by itself.
  absl::Status Crash();

  // Whether it has not ended.
  bool Running() { return process_->Running(); }
  // Ends it if it still runs.
  void Kill9() { process_->Kill9(); }
  // Starts it again on the same ports, however it ended, with more in its environment this time
  // (NAME=value). Errors: those of Start.
  absl::Status Restart(const std::vector<std::string>& environment);

  int port() const { return grpc_port_; }
  // The end of what it has written to its log, whichever time it ran.
  std::string log_tail() const { return LogTail(command_.log); }

 private:
  explicit ServiceProcess(ChildProcess::Command command) : command_(std::move(command)) {}

  absl::Status Launch(const std::vector<std::string>& environment = {});
  bool ReadPorts(const std::string& file);

  const ChildProcess::Command command_;
  std::unique_ptr<ChildProcess> process_;
  int grpc_port_ = 0;
  int health_port_ = 0;
};

}  // namespace guanxi::fault

#endif  // GUANXI_TESTS_FAULT_SERVICE_PROCESS_H_
