// edge_drain ADMIN_PORT SECONDS: what a container of Envoy does before it is sent SIGTERM, which
// cuts requests short.
//
// /healthz answers 503 from now on, connections are asked to close (GOAWAY, connection: close) and
// those that stay may go on for the given time. It ends with 1 if Envoy cannot be told, at once:
// then there is nothing to wait for.
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "gateway/envoy/drain/admin_post.h"

int main(int argc, char** argv) {
  const int port = argc == 3 ? std::atoi(argv[1]) : 0;
  const int seconds = argc == 3 ? std::atoi(argv[2]) : 0;
  if (port < 1 || port > 65535 || seconds < 1 || seconds > 600) {
    std::fputs("usage: edge_drain ADMIN_PORT SECONDS (1 to 600)\n", stderr);
    return 2;
  }
  for (const char* path : {"/healthcheck/fail", "/drain_listeners?graceful&skip_exit"}) {
    std::string why;
    if (guanxi::edge::PostToAdmin(port, path, &why)) continue;
    std::fprintf(stderr, "edge_drain: POST %s: %s\n", path, why.c_str());
    return 1;
  }
  sleep(static_cast<unsigned>(seconds));
  return 0;
}
