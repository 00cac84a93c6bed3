// JSON from outside, looked at before anything is built from it.
#ifndef GUANXI_COMMON_TEXT_JSON_CHECK_H_
#define GUANXI_COMMON_TEXT_JSON_CHECK_H_

#include <cstddef>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace guanxi::text {

struct JsonLimits {
  int depth = 32;        // Objects and arrays within each other.
  size_t values = 2000;  // Members and elements in all.
  // Whether `display_name` and `displayName` are one key, as they are to readers of messages.
  bool either_case = false;
};

// OK if `text` is one JSON value (RFC 8259, UTF-8, no byte order mark, no lone surrogates, numbers
// that a double can hold) within the limits, and no object has a key twice: two readers could
// understand two different things. What is OK may be given to parsers and printers that recurse,
// or whose time grows with the square of the members.
//
// INVALID_ARGUMENT names the place ("phones[0].number") or the byte. Takes time and memory linear
// in the text, whatever it is. Pure and thread-safe.
absl::Status CheckJson(absl::string_view text, const JsonLimits& limits = {});

}  // namespace guanxi::text

#endif  // GUANXI_COMMON_TEXT_JSON_CHECK_H_
