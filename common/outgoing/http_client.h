// Calls over HTTP that leave the house, on the word of those who use the product.
#ifndef GUANXI_COMMON_OUTGOING_HTTP_CLIENT_H_
#define GUANXI_COMMON_OUTGOING_HTTP_CLIENT_H_

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "common/outgoing/transfer.h"

namespace guanxi::outgoing {

struct HttpRequest {
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::optional<std::string> json = std::nullopt;  // POSTed; none: GET
  size_t max_answer = size_t{64} * 1024;           // bytes; a longer one is kBadAnswer
};

struct HttpAnswer {
  Ending ending = Ending::kDone;
  bool for_good = false;  // another attempt would end alike
  int status = 0;         // 0: none came
  std::string body = {};  // whatever the status
  // How long the other side asks not to be called (Retry-After in seconds), up to a day; zero: it
  // does not say.
  absl::Duration retry_after = absl::ZeroDuration();

  bool ok() const { return ending == Ending::kDone; }
};

// Hosts are resolved for each call, and what they resolve to is looked at when the connection is
// made: an address that is none of the public internet's is not called (kForbidden), whatever the
// name said before. Redirects are not followed, proxies of the environment not used.
//
// Thread-safe. Calls block, up to Options::call_time: none is made while a transaction is open.
class HttpClient {
 public:
  explicit HttpClient(Options options) : options_(std::move(options)) {}

  // Done: an answer of 200 to 299.
  HttpAnswer Send(const HttpRequest& request) const;

 private:
  const Options options_;
};

}  // namespace guanxi::outgoing

#endif  // GUANXI_COMMON_OUTGOING_HTTP_CLIENT_H_
