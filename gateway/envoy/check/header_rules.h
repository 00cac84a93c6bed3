// Headers that are understood, and those that nobody would honour.
#ifndef GUANXI_GATEWAY_ENVOY_CHECK_HEADER_RULES_H_
#define GUANXI_GATEWAY_ENVOY_CHECK_HEADER_RULES_H_

#include <optional>
#include <string_view>

#include "gateway/envoy/check/fault.h"
#include "gateway/envoy/check/headers.h"

namespace guanxi::edge {

inline constexpr std::string_view kTimeoutFault =
    "is a number of up to eight digits and one of the letters H M S m u n";

// Puts an excessive grpc-timeout down to 10 s, of streams 30 minutes, since Envoy cannot even count
// some of them; false if it is none.
bool TakeTimeout(Headers* headers, bool is_stream);

// Of a REST request: the first that is malformed, or a condition that means nothing. Calls
// TakeTimeout.
std::optional<Fault> CheckHeaderFields(Headers* headers, bool is_read, bool is_stream);

// "application/json", in UTF-8 if a charset is told.
bool IsJson(std::string_view content_type);

// Whether the transcoder passes a request of this content type on as gRPC.
bool IsGrpc(std::string_view content_type);

}  // namespace guanxi::edge

#endif  // GUANXI_GATEWAY_ENVOY_CHECK_HEADER_RULES_H_
