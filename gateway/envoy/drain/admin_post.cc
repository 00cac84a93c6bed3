#include "gateway/envoy/drain/admin_post.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>

namespace guanxi::edge {
namespace {

constexpr int kTimeoutSeconds = 2;
constexpr size_t kMaxAnswer = 4096;

class Socket {
 public:
  Socket() : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {}
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  ~Socket() {
    if (fd_ >= 0) close(fd_);
  }

  bool Connect(int port) const {
    const timeval limit = {kTimeoutSeconds, 0};
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return fd_ >= 0 && setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit) == 0 &&
           setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit) == 0 &&
           connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }

  bool Send(const std::string& text) const {
    return send(fd_, text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size());
  }

  // Up to the end of the first line; "" if it does not come.
  std::string FirstLine() const {
    std::string answer;
    char part[512];
    while (answer.find("\r\n") == std::string::npos && answer.size() < kMaxAnswer) {
      const ssize_t size = recv(fd_, part, sizeof part, 0);
      if (size <= 0) return "";
      answer.append(part, static_cast<size_t>(size));
    }
    return answer.substr(0, answer.find("\r\n"));
  }

 private:
  const int fd_;
};

}  // namespace

bool PostToAdmin(int port, const std::string& path, std::string* why) {
  const Socket socket;
  const std::string request = "POST " + path +
                              " HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 0\r\n"
                              "connection: close\r\n\r\n";
  if (!socket.Connect(port) || !socket.Send(request)) {
    *why = std::strerror(errno);
    return false;
  }
  const std::string line = socket.FirstLine();
  if (line.rfind("HTTP/1.1 200", 0) == 0) return true;
  *why = line.empty() ? "no answer" : line;
  return false;
}

}  // namespace guanxi::edge
