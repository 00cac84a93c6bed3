// The callbacks of Envoy, for tests of what calls them.
#ifndef GUANXI_GATEWAY_ENVOY_CHECK_FAKE_ENVOY_H_
#define GUANXI_GATEWAY_ENVOY_CHECK_FAKE_ENVOY_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "gateway/envoy/check/envoy_abi.h"

namespace guanxi::edge {

// One request. Hooks take its address as their stream.
struct FakeEnvoy {
  std::multimap<std::string, std::string> request_headers;
  std::map<std::string, std::string> response_headers;
  std::vector<std::string> held, received;  // pieces of the body
  bool received_is_held = false;
  std::map<std::string, std::string> metadata;  // of guanxi.rest; true is "true"

  // What was sent.
  uint32_t status = 0;
  std::map<std::string, std::string> sent_headers;
  std::string body;
};

}  // namespace guanxi::edge

#endif  // GUANXI_GATEWAY_ENVOY_CHECK_FAKE_ENVOY_H_
