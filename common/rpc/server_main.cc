#include "common/rpc/server_main.h"

#include <malloc.h>
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
  // glibc keeps an arena for each of the many worker threads, which triples resident memory for
  // nothing; and once a large block was freed (argon2: 19 MiB) it takes such blocks from the arenas
  // and keeps twice as much at their ends. Thresholds that are set stay as they are.
  mallopt(M_ARENA_MAX, 2);
  mallopt(M_MMAP_THRESHOLD, 1 << 20);
  mallopt(M_TRIM_THRESHOLD, 8 << 20);
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
