// What the edge demands of a request before it is transcoded.
//
// Deny by default: a REST request that finds no method is refused, so that this cannot be passed by
// a path that only the transcoder understands.
#ifndef GUANXI_GATEWAY_ENVOY_CHECK_REQUEST_CHECK_H_
#define GUANXI_GATEWAY_ENVOY_CHECK_REQUEST_CHECK_H_

#include <optional>
#include <string_view>

#include "gateway/envoy/check/answer.h"
#include "gateway/envoy/check/headers.h"
#include "gateway/envoy/check/methods.h"
#include "gateway/envoy/check/table.h"

namespace guanxi::edge {

// What the headers of a request come to.
struct Verdict {
  const Method* method = nullptr;  // of REST requests that call one
  const Rpc* rpc = nullptr;        // of gRPC requests that call one
  bool grpc = false;
  bool waits = false;  // for the body, which CheckBody has to see before the request goes on
  std::optional<Answer> answer;  // instead of passing it on
};

// Thread safety: all.
class RequestCheck {
 public:
  // The table outlives this.
  explicit RequestCheck(const Api& api) : api_(api), methods_(api) {}

  // Puts an excessive `grpc-timeout` down, and removes `grpc-encoding` over REST.
  Verdict CheckHeaders(Headers* headers) const;

  // The answer to a request of this method with this body, if it is not passed on.
  std::optional<Answer> CheckBody(const Method& method, const Headers& headers,
                                  std::string_view body) const;

  const Methods& methods() const { return methods_; }

 private:
  Verdict CheckGrpc(Headers* headers) const;
  Verdict CheckRest(Headers* headers) const;

  const Api& api_;
  const Methods methods_;
};

}  // namespace guanxi::edge

#endif  // GUANXI_GATEWAY_ENVOY_CHECK_REQUEST_CHECK_H_
