// Channels and contexts for calling our services: from each other, from tools and from tests.
#ifndef GUANXI_COMMON_RPC_CLIENT_H_
#define GUANXI_COMMON_RPC_CLIENT_H_

#include <grpcpp/client_context.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "common/rpc/call.h"
#include "common/rpc/tls.h"

namespace grpc {
class Channel;
}

namespace guanxi::rpc {

struct ClientOptions {
  // "host:port", or any gRPC target: "dns:///customer-svc:9000" balances over all addresses.
  std::string target;
  // The longest that any call on the channel may take, streams included.
  absl::Duration max_timeout = absl::Seconds(30);
  int max_receive_bytes = 16 << 20;
  // Full names of the services whose calls are repeated when they fail UNAVAILABLE: reads (HTTP
  // GETs) and mutations whose request has a `request_id`, which is filled in if it is empty. Every
  // other call fails at once, unless it surely never left this process.
  std::vector<std::string> services;
  // When set, asked for a bearer token at every call that carries none. Must not block.
  // (gRPC's own call credentials refuse channels without TLS.)
  std::function<std::string()> token;
  // Who the process is to the target; null: plain text.
  std::shared_ptr<const Tls> tls = ProcessTls();
  // A connection of its own instead of one shared with other channels to the target.
  bool own_connection = false;
};

// A channel that balances round robin, bounds message sizes, finds a restarted server within two
// seconds and repeats what is safe to repeat: UNAVAILABLE alone, 5 attempts, 0.2 to 2 s apart. A
// name is resolved anew, at most once a second, whenever one of its servers closes a connection.
std::shared_ptr<grpc::Channel> NewChannel(const ClientOptions& options);

// Sets the deadline and, unless empty, the bearer token of one call.
void Prepare(absl::Duration timeout, absl::string_view token, grpc::ClientContext* context);

// Says what makes the call: Call::cause_root and cause_depth of who serves it.
void PrepareCaused(const Uuid& root, int depth, grpc::ClientContext* context);

// Prepares a call made while serving `call`, on behalf of its caller: its token, its request id,
// its trace, its cause, and the shorter of `timeout` and what is left of its deadline.
void PrepareOnBehalf(const Call& call, absl::Duration timeout, grpc::ClientContext* context);

}  // namespace guanxi::rpc

#endif  // GUANXI_COMMON_RPC_CLIENT_H_
