// A whole process: signals, exit codes, liveness. Each test runs its server in a child, forked
// before gRPC starts in this process.
#include "common/rpc/server_main.h"

#include <arpa/inet.h>
#include <prometheus/registry.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <functional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/rpc/self_dial.h"
#include "common/testing/eventually.h"
#include "gtest/gtest.h"

namespace guanxi::rpc {
namespace {

pid_t Fork(const std::function<int()>& body) {
  const pid_t pid = fork();
  if (pid == 0) std::_Exit(body());
  return pid;
}

int ExitCode(pid_t pid) {
  int status = 0;
  waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

int Serve(const std::string& port_file) {
  PrepareProcess();
  ServerOptions options;
  options.port_file = port_file;
  return ServerMain(options, {}, {}, std::make_shared<prometheus::Registry>());
}

bool Appears(const std::string& path) {
  return Eventually([&] { return std::ifstream(path).good(); });
}

TEST(ServerMainTest, SigtermEndsItWithZero) {
  const std::string ports = absl::StrCat(::testing::TempDir(), "/sigterm.json");
  const pid_t pid = Fork([&] { return Serve(ports); });
  ASSERT_TRUE(Appears(ports));
  kill(pid, SIGTERM);
  EXPECT_EQ(ExitCode(pid), 0);
}

TEST(ServerMainTest, ASignalDuringStartIsNotLost) {
  const pid_t pid = Fork([&] {
    PrepareProcess();
    raise(SIGINT);
    return Serve("");
  });
  EXPECT_EQ(ExitCode(pid), 0);
}

TEST(ServerMainTest, BadOptionsEndItWithOne) {
  const pid_t pid = Fork([] {
    ServerOptions options;
    options.port = -1;
    return ServerMain(options, {}, {}, std::make_shared<prometheus::Registry>());
  });
  EXPECT_EQ(ExitCode(pid), 1);
}

// A listener that never accepts is what gRPC leaves behind when descriptors ran out.
TEST(SelfDialTest, APortThatListensButNeverAnswersIsDead) {
  const pid_t pid = Fork([] {
    const int listener = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    if (bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        listen(listener, 16) != 0 ||
        getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
      return 1;
    }
    SelfDial::Options options;
    options.target = absl::StrCat("127.0.0.1:", ntohs(address.sin_port));
    options.interval = absl::Milliseconds(10);
    options.timeout = absl::Milliseconds(100);
    options.failures = 2;
    options.on_dead = [] { std::_Exit(70); };
    SelfDial dial(options);
    alarm(30);
    while (true) pause();  // until on_dead ends the process, or else the alarm
  });
  EXPECT_EQ(ExitCode(pid), 70);
}

}  // namespace
}  // namespace guanxi::rpc
