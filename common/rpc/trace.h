// W3C trace context (https://www.w3.org/TR/trace-context/): who asked for this work, across
// processes.
#ifndef GUANXI_COMMON_RPC_TRACE_H_
#define GUANXI_COMMON_RPC_TRACE_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace guanxi::rpc {

// One span of a trace. Values are lower-case hexadecimal text, as they travel.
struct TraceContext {
  std::string trace_id;        // 32 digits, the same through the whole trace
  std::string span_id;         // 16 digits, this process's part
  std::string parent_span_id;  // 16 digits; empty at the root
  uint8_t flags = 0;           // bit 0: sampled
  std::string state;           // `tracestate` as received, at most 512 bytes

  // The `traceparent` header that makes this span the parent of a call.
  std::string ToTraceparent() const;
  bool IsSampled() const { return (flags & 1) != 0; }
  // Whether a trace that begins here is among the given share (0 to 1) that is sampled. Its id
  // decides, alike in every process.
  bool IsAmong(double share) const;
};

// Continues the trace of the given headers with a new span, or begins a new trace when
// `traceparent` is absent or malformed (the standard forbids refusing such a call).
TraceContext ContinueTrace(absl::string_view traceparent, absl::string_view tracestate);

}  // namespace guanxi::rpc

#endif  // GUANXI_COMMON_RPC_TRACE_H_
