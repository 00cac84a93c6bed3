// Where in a body a reader is.
#ifndef GUANXI_GATEWAY_ENVOY_CHECK_JSON_PATH_H_
#define GUANXI_GATEWAY_ENVOY_CHECK_JSON_PATH_H_

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace guanxi::edge {

// Names and positions, by depth from 1 to `max_depth`. Keeps views of names. Thread safety: none.
template <size_t max_depth>
class JsonPath {
 public:
  // A name as it is in the body, quotes left out.
  void Set(size_t depth, std::string_view name) { parts_[depth] = {name, kNamed}; }
  void Set(size_t depth, size_t position) { parts_[depth] = {{}, position}; }
  // From one position to the next.
  void Next(size_t depth) { ++parts_[depth].position; }

  // "phones[1].number": its first `depth` parts. Long names are told by their length.
  std::string Text(size_t depth) const {
    std::string text;
    for (size_t i = 1; i <= depth; ++i) {
      const Part& part = parts_[i];
      if (part.position != kNamed) {
        text += "[" + std::to_string(part.position) + "]";
        continue;
      }
      if (i > 1) text += ".";
      const bool is_long = part.name.size() > kMaxName;
      text += is_long ? "(a name of " + std::to_string(part.name.size()) + " bytes)"
                      : std::string(part.name);
    }
    return text;
  }

 private:
  static constexpr size_t kMaxName = 64;
  static constexpr size_t kNamed = static_cast<size_t>(-1);

  struct Part {
    std::string_view name;
    size_t position = kNamed;
  };
  std::array<Part, max_depth + 1> parts_;
};

}  // namespace guanxi::edge

#endif  // GUANXI_GATEWAY_ENVOY_CHECK_JSON_PATH_H_
