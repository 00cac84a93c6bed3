#include "gateway/envoy/running_envoy.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "common/base/status_macros.h"

namespace guanxi {
namespace {

constexpr absl::Duration kStartLimit = absl::Seconds(60);

std::string Quoted(absl::string_view argument) {
  return absl::StrCat("'", absl::StrReplaceAll(argument, {{"'", "'\\''"}}), "'");
}

std::string ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace

absl::StatusOr<std::string> OutputOf(const std::vector<std::string>& command) {
  std::string line;
  for (const std::string& word : command) absl::StrAppend(&line, Quoted(word), " ");
  FILE* const pipe = ::popen(line.c_str(), "r");
  if (pipe == nullptr) return absl::InternalError("popen failed");
  std::string output;
  char block[4096];
  while (const size_t n = ::fread(block, 1, sizeof(block), pipe)) output.append(block, n);
  const int status = ::pclose(pipe);
  if (status != 0) return absl::InternalError(absl::StrCat(line, "ended with ", status));
  return output;
}

absl::StatusOr<std::unique_ptr<RunningEnvoy>> RunningEnvoy::Start(
    const std::vector<std::string>& values) {
  const std::string folder = std::getenv("TEST_TMPDIR");
  std::vector<std::string> render = {"python3",
                                     "gateway/envoy/render",
                                     "LISTEN_PORT=0",
                                     "ADMIN_PORT=0",
                                     "HEALTH_PORT=0",
                                     "REST_MODULE=gateway/envoy/check/guanxi_check.so",
                                     "ROUTES=gateway/envoy/rest_routes.json",
                                     absl::StrCat("ACCESS_LOG=", folder, "/access.log")};
  render.insert(render.end(), values.begin(), values.end());
  GUANXI_ASSIGN_OR_RETURN(const std::string config, OutputOf(render));
  const std::string config_file = absl::StrCat(folder, "/envoy.yaml");
  std::ofstream(config_file) << config;

  std::unique_ptr<RunningEnvoy> envoy(new RunningEnvoy);
  envoy->admin_file_ = absl::StrCat(folder, "/admin.address");
  ::unlink(envoy->admin_file_.c_str());
  envoy->pid_ = ::fork();
  if (envoy->pid_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::execl("external/envoy/envoy", "envoy", "--config-path", config_file.c_str(),
            "--disable-hot-restart", "--concurrency", "1", "--log-level", "warning",
            "--admin-address-path", envoy->admin_file_.c_str(), nullptr);
    ::_exit(127);
  }
  if (envoy->pid_ < 0) return absl::InternalError("fork failed");
  GUANXI_RETURN_IF_ERROR(envoy->WaitUntilReady());
  return envoy;
}

RunningEnvoy::~RunningEnvoy() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

absl::Status RunningEnvoy::WaitUntilReady() {
  for (const absl::Time end = absl::Now() + kStartLimit; absl::Now() < end;
       absl::SleepFor(absl::Milliseconds(50))) {
    if (::waitpid(pid_, nullptr, WNOHANG) == pid_) {
      pid_ = -1;
      return absl::InternalError("Envoy ended; see the test's log");
    }
    const std::string admin = ReadFile(admin_file_);
    if (admin.empty()) continue;
    const auto listeners =
        OutputOf({"curl", "-sf", absl::StrCat("http://", admin, "/listeners?format=json")});
    if (!listeners.ok()) continue;
    const auto json = nlohmann::json::parse(*listeners, nullptr, false);
    if (json.is_discarded()) continue;
    for (const auto& listener : json.value("listener_statuses", nlohmann::json::array())) {
      if (!listener["local_address"].contains("socket_address")) continue;
      const int port = listener["local_address"]["socket_address"].value("port_value", 0);
      const std::string name = listener.value("name", "");
      if (name == "edge") port_ = port;
      if (name == "health") health_port_ = port;
    }
    const auto stats = OutputOf(
        {"curl", "-sf", absl::StrCat("http://", admin, "/stats?filter=jwks_fetch_success")});
    const bool has_keys = stats.ok() && absl::StrContains(*stats, ": ") &&
                          !absl::StrContains(*stats, "jwks_fetch_success: 0");
    if (port_ != 0 && health_port_ != 0 && has_keys) return absl::OkStatus();
  }
  return absl::DeadlineExceededError("Envoy is not ready");
}

std::string RunningEnvoy::Admin(const std::vector<std::string>& arguments,
                                absl::string_view path) const {
  std::vector<std::string> command = {"curl", "--silent", "--max-time", "30", "--include"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  command.push_back(absl::StrCat("http://", ReadFile(admin_file_), path));
  return OutputOf(command).value_or("");
}

RunningEnvoy::Answer RunningEnvoy::Curl(const std::vector<std::string>& arguments,
                                        absl::string_view path) const {
  std::vector<std::string> command = {"curl",       "--silent", "--globoff",
                                      "--max-time", "30",       "--include"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  command.push_back(absl::StrCat("http://127.0.0.1:", port_, path));
  const std::string output = OutputOf(command).value_or("");
  Answer answer;
  const std::pair<std::string, std::string> parts =
      absl::StrSplit(output, absl::MaxSplits("\r\n\r\n", 1));
  answer.body = parts.second;
  for (absl::string_view line : absl::StrSplit(parts.first, "\r\n")) {
    const std::pair<absl::string_view, absl::string_view> field =
        absl::StrSplit(line, absl::MaxSplits(": ", 1));
    answer.headers[absl::AsciiStrToLower(field.first)] = std::string(field.second);
  }
  // "HTTP/1.1 200 OK"
  const std::vector<absl::string_view> words = absl::StrSplit(parts.first, ' ');
  if (words.size() < 2 || !absl::SimpleAtoi(words[1], &answer.status)) answer.status = 0;
  return answer;
}

}  // namespace guanxi
