#include "common/testing/redis_pair.h"

#include <signal.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/status_macros.h"
#include "common/testing/eventually.h"
#include "common/testing/server_process.h"

namespace guanxi {
namespace {

// The server's binary acts by the name it is called by, see redis.cc.
constexpr char kBinary[] = "/usr/bin/redis-check-rdb";
constexpr char kPassword[] = "test password";

void Kill(pid_t* pid) {
  if (*pid <= 0) return;
  kill(*pid, SIGKILL);
  waitpid(*pid, nullptr, 0);
  *pid = -1;
}

}  // namespace

absl::StatusOr<std::unique_ptr<RedisPair>> RedisPair::Start() {
  signal(SIGPIPE, SIG_IGN);
  char folder[] = "/tmp/gxXXXXXX";
  if (mkdtemp(folder) == nullptr) return absl::InternalError("cannot make a folder in /tmp");
  auto pair = std::unique_ptr<RedisPair>(new RedisPair(folder));
  GUANXI_RETURN_IF_ERROR(pair->Launch());
  return pair;
}

RedisPair::~RedisPair() {
  for (pid_t* pid : {&sentinel_, &replica_, &master_}) Kill(pid);
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

pid_t RedisPair::StartServer(const std::string& name, const std::string& config) {
  const std::string file = absl::StrCat(folder_, "/", name, ".conf");
  std::ofstream(file) << config;
  const std::string called = name == "sentinel" ? "redis-sentinel" : "redis-server";
  return Spawn({kBinary, file}, absl::StrCat(folder_, "/", name, ".log"), called);
}

redis::Options RedisPair::ServerAt(int port) const {
  redis::Options options;
  options.host = "127.0.0.1";
  options.port = port;
  options.password = kPassword;
  return options;
}

absl::Status RedisPair::Launch() {
  master_port_ = FreePort();
  replica_port_ = FreePort();
  sentinel_port_ = FreePort();
  const auto server = [&](int port, const std::string& more) {
    return absl::StrCat("bind 127.0.0.1\nport ", port, "\nrequirepass \"", kPassword,
                        "\"\nmasterauth \"", kPassword, "\"\nsave \"\"\nappendonly no\ndir ",
                        folder_, "\nrepl-diskless-sync-delay 0\n", more);
  };
  master_ = StartServer("master", server(master_port_, ""));
  replica_ = StartServer(
      "replica", server(replica_port_, absl::StrCat("replicaof 127.0.0.1 ", master_port_, "\n")));
  redis::Client replica(ServerAt(replica_port_));
  const bool linked = Eventually([&] {
    const auto role = replica.Run({"ROLE"});
    return role.ok() && role->items.size() > 3 && role->items[3].text == "connected";
  });
  if (!linked) return absl::InternalError(LogTail(folder_ + "/replica.log"));
  sentinel_ = StartServer("sentinel",
                          absl::StrCat("bind 127.0.0.1\nport ", sentinel_port_, "\ndir ", folder_,
                                       "\nsentinel monitor mymaster 127.0.0.1 ", master_port_,
                                       " 1\nsentinel auth-pass mymaster ", "\"", kPassword,
                                       "\"\nsentinel down-after-milliseconds mymaster 300\n"
                                       "sentinel failover-timeout mymaster 2000\n"));
  options_.sentinels = {{"127.0.0.1", sentinel_port_}};
  options_.password = kPassword;
  options_.command_timeout = absl::Milliseconds(300);
  redis::Options sentinel = ServerAt(sentinel_port_);
  sentinel.password = Secret();
  redis::Client watcher(sentinel);
  // It has to have seen the replica before it can choose it.
  const bool knows = Eventually(
      [&] {
        const auto replicas = watcher.Run({"SENTINEL", "replicas", "mymaster"});
        return replicas.ok() && !replicas->items.empty();
      },
      absl::Seconds(30));
  return knows ? absl::OkStatus() : absl::InternalError(LogTail(folder_ + "/sentinel.log"));
}

absl::Status RedisPair::CutReplica() {
  kill(replica_, SIGSTOP);
  // Else what the master sends lies in the connection until the replica goes on.
  redis::Client master(ServerAt(master_port_));
  GUANXI_ASSIGN_OR_RETURN(const redis::Reply cut,
                          master.Run({"CLIENT", "KILL", "TYPE", "replica"}));
  return cut.integer == 1 ? absl::OkStatus() : absl::InternalError("the master has no replica");
}

absl::Status RedisPair::FailOver() {
  Kill(&master_);
  kill(replica_, SIGCONT);
  redis::Client client(options_);
  const bool over = Eventually([&] { return client.Run({"PING"}).ok(); }, absl::Seconds(60));
  return over ? absl::OkStatus() : absl::InternalError(LogTail(folder_ + "/sentinel.log"));
}

}  // namespace guanxi
