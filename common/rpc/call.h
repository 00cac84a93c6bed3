// One call as its handler sees it.
#ifndef GUANXI_COMMON_RPC_CALL_H_
#define GUANXI_COMMON_RPC_CALL_H_

#include <atomic>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "common/auth/principal.h"
#include "common/base/uuid.h"
#include "common/rpc/lane.h"
#include "common/rpc/trace.h"

namespace guanxi::rpc {

// The metadata entry that tells the cause of a call: `<uuid>/<depth>`.
inline constexpr char kCauseKey[] = "x-guanxi-cause";

// Who calls what, until when and as part of which trace. A value: it copies everything that it
// needs out of gRPC's context, which dies with the call, so a handler may keep it for work that
// goes on afterwards. Tests build one by hand.
struct Call {
  // Who calls. All zero and empty for a public method.
  Principal principal;
  // "/guanxi.customer.v1.CustomerService/GetCustomer".
  std::string method;
  // From the caller's `x-request-id`, or ours; it is in every log line and in the response. It
  // is not the `request_id` of a message and makes nothing idempotent.
  std::string request_id;
  // This call's own span; its parent is the caller's.
  TraceContext trace;
  // When the caller stops waiting. Never infinite: capped by the lane.
  absl::Time deadline = absl::InfiniteFuture();
  Lane lane = Lane::kPoint;
  // The caller's `authorization` header as it came, to call another service on its behalf (and,
  // in a public method, to authenticate a client by other means). Never log it.
  std::string authorization;
  // The caller's `origin` header as it came: of a browser, the page's origin; "" where none came.
  // Who is no browser says what he likes.
  std::string origin;
  // The etag of the caller's `if-match` without quotes, "*" (any version, but there must be one),
  // or "" where it sent none. Set only for mutations whose request has an etag (if_match.h): the
  // handler compares it as it does the request's own, and both must hold.
  std::string if_match;
  // What made the caller call, if something did that others tell of: the first event of the chain,
  // and how many causes lie between, that of this call included (PrepareCaused). Nil: nothing.
  // Heard of those alone who act on somebody's behalf, which are services: nobody else may say that
  // his writes follow from others.
  Uuid cause_root;
  int cause_depth = 0;

  // Whether nobody waits for the answer any more. Long work asks now and then and stops.
  bool Cancelled() const { return shared->cancelled.load(std::memory_order_relaxed); }

  // Adds an initial metadata entry to the answer of a unary call (`cache-control` and the like);
  // `key` is in lower case. For the handler alone, before it returns.
  void AddResponseHeader(std::string key, std::string value) const {
    shared->response_headers.emplace_back(std::move(key), std::move(value));
  }

  // What all copies of a call have in common.
  struct Shared {
    std::atomic<bool> cancelled{false};
    std::vector<std::pair<std::string, std::string>> response_headers;
  };
  std::shared_ptr<Shared> shared = std::make_shared<Shared>();
};

}  // namespace guanxi::rpc

#endif  // GUANXI_COMMON_RPC_CALL_H_
