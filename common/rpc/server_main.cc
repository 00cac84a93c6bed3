#include "common/rpc/server_main.h"

#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/log.h"
#include "common/errors/errors.h"
#include "common/rpc/self_dial.h"

// Read by jemalloc, with which the processes are linked: glibc's malloc, bounded to the memory that
// this one needs, took a third of the CPU time of writes. Few arenas for the many workers, and what
// is freed goes back to the system within a second (argon2's blocks of 19 MiB most of all).
extern "C" {
const char* malloc_conf = "narenas:4,dirty_decay_ms:1000,muzzy_decay_ms:0,background_thread:true";
}

namespace guanxi::rpc {
namespace {

constexpr int kExitUnreachable = 70;  // EX_SOFTWARE

// A pipe that the signal handler writes to: the only thing it may safely do.
int g_signal_pipe[2] = {-1, -1};

void OnSignal(int) {
  const int saved = errno;
  signal(SIGTERM, SIG_DFL);  // the second one acts as if none were caught
  signal(SIGINT, SIG_DFL);
  const char byte = 0;
  [[maybe_unused]] const ssize_t n = write(g_signal_pipe[1], &byte, 1);
  errno = saved;
}

// By poll, not read: tsan runs a handler late, in the next call that it knows to block, and a read
// that begins again of itself is none.
void WaitForSignal() {
  pollfd pipe = {g_signal_pipe[0], POLLIN, 0};
  while (poll(&pipe, 1, -1) < 0 && errno == EINTR) {
  }
}

// The address by which this process reaches itself.
std::string OwnTarget(const std::string& host, int port) {
  if (host == "0.0.0.0") return absl::StrCat("127.0.0.1:", port);
  if (host == "[::]") return absl::StrCat("[::1]:", port);
  return absl::StrCat(host, ":", port);
}

SelfDial::Options DialOptions(const ServerOptions& options, int port) {
  SelfDial::Options dial;
  dial.target = OwnTarget(options.host, port);
  dial.tls = options.tls;
  dial.interval = options.self_dial_interval;
  dial.failures = options.self_dial_failures;
  dial.on_dead = [] {
    Log(Severity::kError, "server.unreachable", {{"exit_code", kExitUnreachable}});
    std::_Exit(kExitUnreachable);
  };
  return dial;
}

}  // namespace

void PrepareProcess() {
  signal(SIGPIPE, SIG_IGN);
  if (g_signal_pipe[0] >= 0) return;
  if (pipe(g_signal_pipe) != 0) std::abort();
  struct sigaction action = {};
  action.sa_handler = OnSignal;
  action.sa_flags = SA_RESTART;
  sigaction(SIGTERM, &action, nullptr);
  sigaction(SIGINT, &action, nullptr);
}

int ServerMain(const ServerOptions& options, const std::vector<grpc::Service*>& services,
               std::vector<Readiness> readiness, std::shared_ptr<prometheus::Registry> registry) {
  PrepareProcess();
  auto server = Server::Start(options, services, std::move(readiness), std::move(registry));
  if (!server.ok()) {
    Log(Severity::kError, "server.start_failed",
        {{"reason", Reason(server.status())}, {"error", server.status().message()}});
    return 1;
  }
  const Server::Ports ports = (*server)->ports();
  Log(Severity::kInfo, "server.started",
      {{"grpc", ports.grpc}, {"health", ports.health}, {"metrics", ports.metrics}});
  {
    SelfDial self_dial(DialOptions(options, ports.grpc));
    WaitForSignal();
  }
  Log(Severity::kInfo, "server.draining");
  if (!(*server)->Drain().ok()) std::_Exit(1);  // a handler hangs: its thread cannot be joined
  Log(Severity::kInfo, "server.stopped");
  return 0;
}

}  // namespace guanxi::rpc
