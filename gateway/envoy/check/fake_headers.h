// Headers of a request in a test.
#ifndef GUANXI_GATEWAY_ENVOY_CHECK_FAKE_HEADERS_H_
#define GUANXI_GATEWAY_ENVOY_CHECK_FAKE_HEADERS_H_

#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "gateway/envoy/check/headers.h"

namespace guanxi::edge {

struct FakeHeaders : Headers {
  FakeHeaders(std::initializer_list<std::pair<const std::string, std::string>> all) : values(all) {}

  std::optional<std::string_view> Get(std::string_view name) const override {
    const auto found = values.find(std::string(name));
    if (found == values.end()) return std::nullopt;
    return found->second;
  }
  void Replace(std::string_view name, std::string_view value) override {
    values[std::string(name)] = std::string(value);
  }
  void Remove(std::string_view name) override { values.erase(std::string(name)); }

  std::map<std::string, std::string> values;
};

}  // namespace guanxi::edge

#endif  // GUANXI_GATEWAY_ENVOY_CHECK_FAKE_HEADERS_H_
