#include "common/testing/redis.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>

#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/testing/server_process.h"

namespace guanxi {
namespace {

constexpr absl::Duration kStartTimeout = absl::Seconds(60);
constexpr absl::Duration kPollInterval = absl::Milliseconds(2);

}  // namespace

absl::StatusOr<std::unique_ptr<Redis>> Redis::Start() {
  signal(SIGPIPE, SIG_IGN);  // as every process of ours does: hiredis writes to what may be gone
  // Socket paths have 107 bytes at most, less than TEST_TMPDIR alone.
  char folder[] = "/tmp/gxXXXXXX";
  if (mkdtemp(folder) == nullptr) return absl::InternalError("cannot make a folder in /tmp");
  auto server = std::unique_ptr<Redis>(new Redis(folder));
  GUANXI_RETURN_IF_ERROR(server->Launch());
  return server;
}

Redis::Redis(std::string folder) : folder_(std::move(folder)) {
  options_.socket = folder_ + "/s";
  options_.password = "test password";
}

Redis::~Redis() {
  Kill9();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

absl::Status Redis::Launch() {
  const std::string log = folder_ + "/server.log";
  // The server's binary is redis-tools' redis-check-rdb, and acts by the name it is called by.
  pid_ = Spawn({"/usr/bin/redis-check-rdb", "--port", "0", "--unixsocket", options_.socket,
                "--requirepass", options_.password.Get(), "--save", "", "--appendonly", "no",
                "--dir", folder_, "--daemonize", "no"},
               log, "redis-server");
  const absl::Time give_up = absl::Now() + kStartTimeout;
  while (!Listens(options_.socket)) {
    const bool died = waitpid(pid_, nullptr, WNOHANG) == pid_;
    if (died) pid_ = -1;
    if (died || absl::Now() > give_up) {
      return absl::InternalError(absl::StrCat("redis-server does not start:\n", LogTail(log)));
    }
    absl::SleepFor(kPollInterval);
  }
  return Run({"PING"}).status();
}

absl::StatusOr<redis::Reply> Redis::Run(const redis::Command& command) {
  return redis::Client(options_).Run(command);
}

void Redis::Kill9() {
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

absl::Status Redis::Restart() {
  Kill9();
  return Launch();
}

void Redis::Stall() { kill(pid_, SIGSTOP); }

void Redis::Resume() { kill(pid_, SIGCONT); }

}  // namespace guanxi
