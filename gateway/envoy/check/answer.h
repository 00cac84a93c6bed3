// What the edge says to a request that it does not pass on.
#ifndef GUANXI_GATEWAY_ENVOY_CHECK_ANSWER_H_
#define GUANXI_GATEWAY_ENVOY_CHECK_ANSWER_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/envoy/check/fault.h"

namespace guanxi::edge {

// As HTTP and google.rpc.Code have them.
enum class Code : uint8_t {
  kOk = 0,
  kInvalidArgument = 3,
  kNotFound = 5,
  kUnimplemented = 12,
  kInternal = 13,
};

struct Answer {
  uint32_t http_status = 200;
  Code code = Code::kOk;
  bool grpc = false;  // then `text` is the status's message
  std::string text;   // or the body, which is JSON if there is one
};

// google.rpc.Status as JSON, like the services' own, with a line break behind it.
Answer Refusal(uint32_t http_status, Code code, const Fault& fault);
Answer GrpcRefusal(Code code, std::string_view message);

// The text such that it may stand within a string of JSON, byte by byte what is not of ASCII.
std::string Escaped(std::string_view text);

}  // namespace guanxi::edge

#endif  // GUANXI_GATEWAY_ENVOY_CHECK_ANSWER_H_
