// The life of a service process, from bound ports to the last call.
#ifndef GUANXI_COMMON_RPC_SERVER_MAIN_H_
#define GUANXI_COMMON_RPC_SERVER_MAIN_H_

#include <memory>
#include <vector>

#include "common/rpc/server.h"

namespace guanxi::rpc {

// Makes SIGTERM and SIGINT end ServerMain, and SIGPIPE harmless. A service calls it first thing in
// main, before any thread starts, so that a signal during start-up is not lost. A second signal
// ends the process at once.
void PrepareProcess();

// Serves until SIGTERM or SIGINT, then drains. Writes the port file once it serves and dials its
// own port over a new connection now and then: gRPC 1.51 stops accepting for good after it ran
// out of file descriptors while its port still listens (CVE-2023-4785), and only a restart helps.
//
// Returns the exit code: 0 after a clean drain, 1 if the server could not start. Ends the process
// itself with 70 when it cannot reach its own port, and with 1 when handlers outlive the drain.
int ServerMain(const ServerOptions& options, const std::vector<grpc::Service*>& services,
               std::vector<Readiness> readiness, std::shared_ptr<prometheus::Registry> registry);

}  // namespace guanxi::rpc

#endif  // GUANXI_COMMON_RPC_SERVER_MAIN_H_
