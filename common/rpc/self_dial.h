// Liveness: can this process still be reached at its own port?
#ifndef GUANXI_COMMON_RPC_SELF_DIAL_H_
#define GUANXI_COMMON_RPC_SELF_DIAL_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "common/base/ticker.h"
#include "common/rpc/tls.h"

namespace guanxi::rpc {

// Opens a new connection to `target` every `interval` and shakes hands as an HTTP/2 client. After
// `failures` in a row `on_dead` is called, once for each further failure too.
class SelfDial {
 public:
  struct Options {
    std::string target;
    std::shared_ptr<const Tls> tls;  // the server's; null: plain text
    absl::Duration interval = absl::Seconds(10);
    absl::Duration timeout = absl::Seconds(5);
    int failures = 3;
    std::function<void()> on_dead;
  };

  explicit SelfDial(Options options);

 private:
  void Dial();

  const Options options_;
  int failed_ = 0;  // used by the ticker's thread alone
  Ticker ticker_;
};

// Whether `target`, an address of this machine, accepts a new connection within `timeout`; by TLS
// if there is one, without looking at its name.
bool CanConnect(const std::string& target, absl::Duration timeout, const Tls* tls = nullptr);

}  // namespace guanxi::rpc

#endif  // GUANXI_COMMON_RPC_SELF_DIAL_H_
