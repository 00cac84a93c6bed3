#include "gateway/envoy/drain/admin_post.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <thread>

#include "gtest/gtest.h"

namespace guanxi::edge {
namespace {

// Takes one connection, keeps what it says and answers.
class OneAnswer {
 public:
  explicit OneAnswer(const std::string& answer) : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(bind(fd_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(listen(fd_, 1), 0);
    EXPECT_EQ(getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this, answer] {
      const int peer = accept(fd_, nullptr, nullptr);
      char part[512];
      while (request_.find("\r\n\r\n") == std::string::npos) {
        const ssize_t got = recv(peer, part, sizeof part, 0);
        if (got <= 0) break;
        request_.append(part, static_cast<size_t>(got));
      }
      EXPECT_EQ(send(peer, answer.data(), answer.size(), MSG_NOSIGNAL),
                static_cast<ssize_t>(answer.size()));
      close(peer);
    });
  }
  ~OneAnswer() { close(fd_); }

  int port() const { return port_; }
  // What the client said; after its call.
  std::string request() {
    thread_.join();
    return request_;
  }

 private:
  const int fd_;
  int port_ = 0;
  std::string request_;
  std::thread thread_;
};

TEST(AdminPostTest, SaysWhatItWantsAndHearsThatItWasDone) {
  OneAnswer admin("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nOK\n");
  std::string why;
  EXPECT_TRUE(PostToAdmin(admin.port(), "/healthcheck/fail", &why)) << why;
  EXPECT_EQ(admin.request().rfind("POST /healthcheck/fail HTTP/1.1\r\n", 0), 0u);
}

TEST(AdminPostTest, SaysHowItWasRefused) {
  OneAnswer admin("HTTP/1.1 403 Forbidden\r\n\r\n");
  std::string why;
  EXPECT_FALSE(PostToAdmin(admin.port(), "/healthcheck/fail", &why));
  EXPECT_EQ(why, "HTTP/1.1 403 Forbidden");
  admin.request();
}

TEST(AdminPostTest, SaysThatNobodyAnswered) {
  OneAnswer admin("");
  std::string why;
  EXPECT_FALSE(PostToAdmin(admin.port(), "/healthcheck/fail", &why));
  EXPECT_EQ(why, "no answer");
  admin.request();
}

}  // namespace
}  // namespace guanxi::edge
