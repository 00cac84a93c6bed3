// The headers of a request, whoever has them.
#ifndef GUANXI_GATEWAY_ENVOY_CHECK_HEADERS_H_
#define GUANXI_GATEWAY_ENVOY_CHECK_HEADERS_H_

#include <optional>
#include <string_view>

namespace guanxi::edge {

class Headers {
 public:
  virtual ~Headers() = default;

  // The value of the header of this name, which is in lower case; kSeveral if there is more than
  // one, and nothing if there is none. The view holds until the headers change.
  virtual std::optional<std::string_view> Get(std::string_view name) const = 0;
  virtual void Replace(std::string_view name, std::string_view value) = 0;
  virtual void Remove(std::string_view name) = 0;

  // A value that none of the headers here may have.
  static constexpr std::string_view kSeveral = ",";
};

}  // namespace guanxi::edge

#endif  // GUANXI_GATEWAY_ENVOY_CHECK_HEADERS_H_
