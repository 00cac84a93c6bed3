#include "tests/fault/service_process.h"

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/status_macros.h"

namespace guanxi::fault {
namespace {

// Generous: a machine may be busy, and a process that dies is noticed at once.
constexpr absl::Duration kStartLimit = absl::Minutes(1);
constexpr absl::Duration kPollInterval = absl::Milliseconds(5);

}  // namespace

absl::StatusOr<std::unique_ptr<ServiceProcess>> ServiceProcess::Start(ChildProcess::Command command,
                                                                      int port) {
  std::unique_ptr<ServiceProcess> service(new ServiceProcess(std::move(command)));
  service->grpc_port_ = port;
  GUANXI_RETURN_IF_ERROR(service->Launch());
  return service;
}

absl::Status ServiceProcess::Crash() {
  if (!process_->Running()) {
    return absl::InternalError(
        absl::StrCat(command_.words[0], " ended by itself:\n", LogTail(command_.log)));
  }
  process_->Kill9();
  return Launch();
}

absl::Status ServiceProcess::Restart(const std::vector<std::string>& environment) {
  process_->Kill9();
  return Launch(environment);
}

absl::Status ServiceProcess::Launch(const std::vector<std::string>& environment) {
  const std::string port_file = absl::StrCat(command_.log, ".ports");
  std::filesystem::remove(port_file);
  ChildProcess::Command command = command_;
  command.environment.insert(command.environment.end(), environment.begin(), environment.end());
  command.words.push_back(absl::StrCat("--port=", grpc_port_));
  command.words.push_back(absl::StrCat("--health_port=", health_port_));
  command.words.push_back(absl::StrCat("--port_file=", port_file));
  GUANXI_ASSIGN_OR_RETURN(process_, ChildProcess::Start(command));
  const absl::Time give_up = absl::Now() + kStartLimit;
  while (!ReadPorts(port_file)) {
    // One that is to die soon may have bound them since.
    if (!process_->Running() && !ReadPorts(port_file)) {
      return absl::InternalError(
          absl::StrCat(command_.words[0], " does not start:\n", LogTail(command_.log)));
    }
    if (absl::Now() > give_up) {
      return absl::DeadlineExceededError(absl::StrCat(command_.words[0], " does not serve"));
    }
    absl::SleepFor(kPollInterval);
  }
  return absl::OkStatus();
}

// The file appears complete or not at all.
bool ServiceProcess::ReadPorts(const std::string& file) {
  const auto ports = nlohmann::json::parse(std::ifstream(file), nullptr, false);
  if (ports.is_discarded()) return false;
  grpc_port_ = ports.value("grpc", 0);
  health_port_ = ports.value("health", 0);
  return true;
}

}  // namespace guanxi::fault
