// A server that takes calls and dies.
#ifndef GUANXI_COMMON_RPC_TESTING_LOSSY_SERVER_H_
#define GUANXI_COMMON_RPC_TESTING_LOSSY_SERVER_H_

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/base/mutex.h"

namespace guanxi::rpc {

// Accepts connections at 127.0.0.1, greets as an HTTP/2 server does, and closes each as soon as it
// has received `needle`: callers cannot know whether what they sent took effect.
class LossyServer {
 public:
  explicit LossyServer(absl::string_view needle);
  ~LossyServer();
  LossyServer(const LossyServer&) = delete;
  LossyServer& operator=(const LossyServer&) = delete;

  int port() const { return port_; }
  // What came on each connection that brought the needle.
  std::vector<std::string> received();

 private:
  void Serve();

  const std::string needle_;
  const int listener_;
  int port_ = 0;
  std::atomic<bool> stopping_{false};
  Mutex mutex_;
  std::vector<std::string> received_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace guanxi::rpc

#endif  // GUANXI_COMMON_RPC_TESTING_LOSSY_SERVER_H_
