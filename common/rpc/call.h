// One call as its handler sees it.
#ifndef GUANXI_COMMON_RPC_CALL_H_
#define GUANXI_COMMON_RPC_CALL_H_

#include <atomic>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "common/auth/principal.h"
#include "common/rpc/lane.h"
#include "common/rpc/trace.h"

namespace guanxi::rpc {

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
  // Set when the caller has gone away. May be null, which means "never".
  std::shared_ptr<const std::atomic<bool>> cancelled;

  // Whether nobody waits for the answer any more. Long work asks now and then and stops.
  bool Cancelled() const {
    return cancelled != nullptr && cancelled->load(std::memory_order_relaxed);
  }
};

}  // namespace guanxi::rpc

#endif  // GUANXI_COMMON_RPC_CALL_H_
