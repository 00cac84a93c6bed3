// The gRPC server of one process, with its health and metrics ports.
#ifndef GUANXI_COMMON_RPC_SERVER_H_
#define GUANXI_COMMON_RPC_SERVER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/rpc/tls.h"

namespace grpc {
class Service;
}
namespace prometheus {
class Registry;
}

namespace guanxi::rpc {

struct ServerOptions {
  // The address of all ports; "0.0.0.0" in a container.
  std::string host = "127.0.0.1";
  // 0 lets the system choose; see `port_file`.
  int port = 0;
  // grpc.health.v1, plain text even where the service's own port is not.
  int health_port = 0;
  // Prometheus' text format over HTTP; absent means none.
  std::optional<int> metrics_port;
  // If set, a file that receives {"grpc": N, "health": N, "metrics": N, "pid": N} once all
  // ports are bound; it appears complete or not at all.
  std::string port_file;
  // The largest message that is taken: 1 MiB and what wraps it. Of each stream one may be half
  // there.
  int max_receive_bytes = (1 << 20) + (64 << 10);
  // Streams of one connection; a peer that needs more opens another.
  int max_streams = 128;
  // What gRPC's own buffers may hold, messages that are half there most of all: beyond it idle
  // connections are closed, then streams. It cannot tell one tenant from another.
  int64_t buffer_bytes = int64_t{256} << 20;
  // Who the process is on `port`; null: plain text.
  std::shared_ptr<const Tls> tls = ProcessTls();
  // After so long, give or take a tenth, a connection is asked to end: calls on it go on, the next
  // ones come over another one, which may lead to a replica that is new, or by a certificate that
  // is. Infinite: never.
  absl::Duration connection_age = absl::InfiniteDuration();
  // On SIGTERM: how long health says NOT_SERVING while calls are still taken, so that load
  // balancers notice; then how long running calls may take.
  absl::Duration lame_duck;
  absl::Duration drain_timeout = absl::Seconds(20);
  // The process dials its own port this often and gives up after so many failures in a row.
  absl::Duration self_dial_interval = absl::Seconds(10);
  int self_dial_failures = 3;
};

// INVALID_ARGUMENT that names every option that makes no sense.
absl::Status Validate(const ServerOptions& options);

// One thing that must hold for the process to serve: keys are there, the schema fits ...
// Asked every second on a thread of its own; must be bounded in time. Metric:
// guanxi_server_ready{check}, 1 while it holds and 0 while it does not or an earlier one does not.
struct Readiness {
  std::string name;
  std::function<absl::Status()> check;
};

// Serves until destroyed or drained. Thread-safe.
class Server {
 public:
  struct Ports {
    int grpc = 0;
    int health = 0;
    int metrics = 0;  // 0 when there is none
  };

  // Binds all ports and serves `services` (not owned; they and their Pipeline outlive the server).
  // Health is NOT_SERVING until every `readiness` check has passed, and again whenever one fails.
  //
  // Errors: those of Validate; UNAVAILABLE, reason PORT_IN_USE: a port cannot be bound.
  static absl::StatusOr<std::unique_ptr<Server>> Start(
      const ServerOptions& options, const std::vector<grpc::Service*>& services,
      std::vector<Readiness> readiness, std::shared_ptr<prometheus::Registry> registry);

  // Drains.
  virtual ~Server() = default;

  virtual Ports ports() const = 0;

  // Says NOT_SERVING, waits `lame_duck`, takes no more calls and waits for the running ones;
  // after `drain_timeout` their callers are cut off.
  //
  // Errors: DEADLINE_EXCEEDED, reason DRAIN_TIMEOUT: a handler still runs some seconds after its
  // caller was cut off. The destructor would wait for it.
  virtual absl::Status Drain() = 0;
};

}  // namespace guanxi::rpc

#endif  // GUANXI_COMMON_RPC_SERVER_H_
