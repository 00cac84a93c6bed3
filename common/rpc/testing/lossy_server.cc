#include "common/rpc/testing/lossy_server.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <utility>

#include "absl/strings/match.h"

namespace guanxi::rpc {
namespace {

constexpr int kLookAgainMs = 20;

bool Readable(int fd) {
  pollfd wait = {fd, POLLIN, 0};
  return poll(&wait, 1, kLookAgainMs) > 0;
}

}  // namespace

LossyServer::LossyServer(absl::string_view needle)
    : needle_(needle), listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener_, any, size) != 0 || listen(listener_, 16) != 0 ||
      getsockname(listener_, any, &size) != 0) {
    std::abort();
  }
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { Serve(); });
}

LossyServer::~LossyServer() {
  stopping_ = true;
  thread_.join();
  close(listener_);
}

std::vector<std::string> LossyServer::received() {
  MutexLock lock(&mutex_);
  return received_;
}

void LossyServer::Serve() {
  while (!stopping_) {
    if (!Readable(listener_)) continue;
    const int peer = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    const char settings[9] = {0, 0, 0, 4, 0, 0, 0, 0, 0};  // an empty frame
    send(peer, settings, sizeof(settings), MSG_NOSIGNAL);
    std::string received;
    while (!stopping_ && !absl::StrContains(received, needle_)) {
      if (!Readable(peer)) continue;
      char buffer[4096];
      const ssize_t n = recv(peer, buffer, sizeof(buffer), 0);
      if (n <= 0) break;
      received.append(buffer, n);
    }
    if (absl::StrContains(received, needle_)) {
      MutexLock lock(&mutex_);
      received_.push_back(std::move(received));
    }
    close(peer);
  }
}

}  // namespace guanxi::rpc
