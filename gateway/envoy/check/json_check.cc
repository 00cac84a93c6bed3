#include "gateway/envoy/check/json_check.h"

#include "gateway/envoy/check/json_walk.h"

namespace guanxi::edge {

std::optional<Fault> CheckJson(std::string_view body, const Api& api, Shape shape) {
  return JsonWalk(body, api).Run(shape);
}

}  // namespace guanxi::edge
