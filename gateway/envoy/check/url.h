// The query of a REST request.
#ifndef GUANXI_GATEWAY_ENVOY_CHECK_URL_H_
#define GUANXI_GATEWAY_ENVOY_CHECK_URL_H_

#include <optional>
#include <string>
#include <string_view>

#include "gateway/envoy/check/fault.h"
#include "gateway/envoy/check/table.h"

namespace guanxi::edge {

// A parameter may set what neither the path nor the body sets, once unless the field is repeated,
// and has a value, which may be empty.
// `query` is what is behind the question mark. Thread safety: all.
std::optional<Fault> CheckQuery(const Method& method, std::string_view query);

// What stands for each "%41" in it. A percent sign before anything else stays.
std::string PercentDecoded(std::string_view text);

}  // namespace guanxi::edge

#endif  // GUANXI_GATEWAY_ENVOY_CHECK_URL_H_
