// The method that a REST request calls, and what the access log says of its path.
#ifndef GUANXI_GATEWAY_ENVOY_CHECK_METHODS_H_
#define GUANXI_GATEWAY_ENVOY_CHECK_METHODS_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/envoy/check/json_check.h"
#include "gateway/envoy/check/table.h"

namespace guanxi::edge {

// Built once; finding changes nothing. Thread safety: all but the constructor.
class Methods {
 public:
  // The table outlives this.
  explicit Methods(const Api& api);

  // By verb and path, without a query; null if there is none. As the transcoder finds it: the
  // literal segment first, then one of any text, then all that is left.
  const Method* FindMethod(std::string_view verb, std::string_view path) const;

 private:
  struct Node {
    std::vector<std::pair<std::string_view, size_t>> children;  // places in nodes_, by segment
    std::vector<std::pair<std::string_view, const Method*>> methods;  // by custom text
  };

  size_t ChildFor(size_t node, std::string_view segment);
  const Node* Child(const Node& node, std::string_view segment) const;
  const Method* Lookup(const Node& node, std::string_view path, std::string_view custom) const;

  std::vector<Node> nodes_;  // the first has the verbs as children
  std::vector<std::string_view> customs_;
};

// What the method's bodies hold.
Shape BodyShape(const Method& method);

// The path as the access log has it, without text of clients: what the method's template leaves
// open is told if it is a UUID. `path` is one by which FindMethod finds the method; of any other,
// which a filter may have put in its place, no more is told.
std::string PathForLog(const Method& method, std::string_view path);

}  // namespace guanxi::edge

#endif  // GUANXI_GATEWAY_ENVOY_CHECK_METHODS_H_
