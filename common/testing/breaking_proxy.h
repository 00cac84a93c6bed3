// Breaks connections at exactly the wrong moment.
#ifndef GUANXI_COMMON_TESTING_BREAKING_PROXY_H_
#define GUANXI_COMMON_TESTING_BREAKING_PROXY_H_

#include <atomic>
#include <deque>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/mutex.h"

namespace guanxi {

// Forwards connections from a unix socket of its own to another one, and on request closes one of
// them around a chosen message of the client.
//
// Thread safety: all methods may be called at once.
class BreakingProxy {
 public:
  static absl::StatusOr<std::unique_ptr<BreakingProxy>> Start(const std::string& target_socket);
  // Closes all connections.
  ~BreakingProxy();

  const std::string& socket() const { return socket_; }

  enum class Moment {
    kBeforeRequest,  // the server never sees the message
    kBeforeReply,    // the server has done what it says, and its answer is lost
    kLate,           // the server sees the message when `Release` is called; its answer is lost
  };
  // Breaks the next connection whose client sends `text`, once. Several calls take their turns:
  // the text of one is looked for when all before it have been found.
  void BreakAt(const std::string& text, Moment moment);
  // Sends the messages that are late; those to come are not held up any more.
  void Release() { released_ = true; }
  // How many connections were broken.
  int breaks() const { return breaks_; }

 private:
  BreakingProxy(std::string folder, std::string target_socket);
  absl::Status Listen();
  void AcceptAll();
  // Carries bytes until one side ends, or the connection is to break.
  void Carry(int client, int server);
  bool CarryRequest(int client, int server);
  void SendLate(int client, int server, const std::string& request);
  // True once for the message that BreakAt named.
  bool Matches(const std::string& data, Moment* moment);

  const std::string folder_;
  const std::string socket_;
  const std::string target_socket_;
  int listener_ = -1;
  std::atomic<bool> stop_{false};
  std::atomic<bool> released_{false};
  std::atomic<int> breaks_{0};
  std::thread acceptor_;
  std::vector<std::thread> carriers_;  // of the acceptor

  Mutex mutex_;
  std::deque<std::pair<std::string, Moment>> plan_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace guanxi

#endif  // GUANXI_COMMON_TESTING_BREAKING_PROXY_H_
