// What is wrong with a request.
#ifndef GUANXI_GATEWAY_ENVOY_CHECK_FAULT_H_
#define GUANXI_GATEWAY_ENVOY_CHECK_FAULT_H_

#include <string>

namespace guanxi::edge {

struct Fault {
  std::string field;   // its path, "" for the whole; may stand within a string of JSON as it is
  std::string text;    // for people, without the field
  std::string reason;  // such as INVALID_FIELD
};

}  // namespace guanxi::edge

#endif  // GUANXI_GATEWAY_ENVOY_CHECK_FAULT_H_
