#include "common/testing/breaking_proxy.h"

#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <utility>

#include "common/base/status_macros.h"

namespace guanxi {
namespace {

constexpr int kPollMillis = 50;  // how soon `stop_` is noticed
constexpr size_t kBufferBytes = 64 << 10;

sockaddr_un AddressOf(const std::string& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof(address.sun_path) - 1);
  return address;
}

// Returns a connected descriptor, or -1.
int ConnectTo(const std::string& path) {
  const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
  const sockaddr_un address = AddressOf(path);
  if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0) return fd;
  close(fd);
  return -1;
}

// "" when the other side has ended.
std::string Receive(int fd) {
  std::string data(kBufferBytes, '\0');
  const ssize_t size = recv(fd, data.data(), data.size(), 0);
  data.resize(size > 0 ? size : 0);
  return data;
}

bool SendAll(int fd, const std::string& data) {
  size_t sent = 0;
  while (sent < data.size()) {
    const ssize_t size = send(fd, data.data() + sent, data.size() - sent, MSG_NOSIGNAL);
    if (size <= 0) return false;
    sent += size;
  }
  return true;
}

}  // namespace

absl::StatusOr<std::unique_ptr<BreakingProxy>> BreakingProxy::Start(
    const std::string& target_socket) {
  char folder[] = "/tmp/gxXXXXXX";
  if (mkdtemp(folder) == nullptr) return absl::InternalError("cannot make a folder in /tmp");
  auto proxy = std::unique_ptr<BreakingProxy>(new BreakingProxy(folder, target_socket));
  GUANXI_RETURN_IF_ERROR(proxy->Listen());
  proxy->acceptor_ = std::thread([raw = proxy.get()] { raw->AcceptAll(); });
  return proxy;
}

BreakingProxy::BreakingProxy(std::string folder, std::string target_socket)
    : folder_(std::move(folder)),
      socket_(folder_ + "/p"),
      target_socket_(std::move(target_socket)) {}

BreakingProxy::~BreakingProxy() {
  stop_ = true;
  if (acceptor_.joinable()) acceptor_.join();
  for (std::thread& carrier : carriers_) carrier.join();
  close(listener_);
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

absl::Status BreakingProxy::Listen() {
  listener_ = ::socket(AF_UNIX, SOCK_STREAM, 0);
  const sockaddr_un address = AddressOf(socket_);
  if (bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0 ||
      listen(listener_, 64) != 0) {
    return absl::InternalError("cannot listen on " + socket_);
  }
  return absl::OkStatus();
}

void BreakingProxy::AcceptAll() {
  while (!stop_) {
    pollfd poller = {listener_, POLLIN, 0};
    if (poll(&poller, 1, kPollMillis) <= 0) continue;
    const int client = accept(listener_, nullptr, nullptr);
    if (client < 0) continue;
    carriers_.emplace_back([this, client] {
      const int server = ConnectTo(target_socket_);
      if (server >= 0) Carry(client, server);
      close(client);
      if (server >= 0) close(server);
    });
  }
}

void BreakingProxy::Carry(int client, int server) {
  while (!stop_) {
    pollfd pollers[2] = {{client, POLLIN, 0}, {server, POLLIN, 0}};
    if (poll(pollers, 2, kPollMillis) <= 0) continue;
    if (pollers[0].revents != 0 && !CarryRequest(client, server)) return;
    if (pollers[1].revents != 0) {
      const std::string reply = Receive(server);
      if (reply.empty() || !SendAll(client, reply)) return;
    }
  }
}

bool BreakingProxy::CarryRequest(int client, int server) {
  const std::string request = Receive(client);
  if (request.empty()) return false;
  Moment moment;
  if (!Matches(request, &moment)) return SendAll(server, request);
  if (moment == Moment::kBeforeReply && SendAll(server, request)) Receive(server);
  ++breaks_;
  if (moment == Moment::kLate) SendLate(client, server, request);
  return false;
}

void BreakingProxy::SendLate(int client, int server, const std::string& request) {
  shutdown(client, SHUT_RDWR);  // the client knows at once, the server does not
  while (!released_ && !stop_) poll(nullptr, 0, kPollMillis);
  if (released_ && SendAll(server, request)) Receive(server);
}

void BreakingProxy::BreakAt(const std::string& text, Moment moment) {
  MutexLock lock(&mutex_);
  plan_.emplace_back(text, moment);
}

bool BreakingProxy::Matches(const std::string& data, Moment* moment) {
  MutexLock lock(&mutex_);
  if (plan_.empty() || data.find(plan_.front().first) == std::string::npos) return false;
  *moment = plan_.front().second;
  plan_.pop_front();
  return true;
}

}  // namespace guanxi
