// UTF-8 to code points and back. Pure and thread-safe.
#ifndef GUANXI_COMMON_TEXT_UTF8_H_
#define GUANXI_COMMON_TEXT_UTF8_H_

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace guanxi::text {

// OK if `text` is well-formed UTF-8 (no surrogates, no overlong forms); else INVALID_ARGUMENT that
// names the byte offset of the first fault.
absl::Status ValidateUtf8(absl::string_view text);

// The code points of `text`, which must be well-formed; ill-formed bytes become U+FFFD.
std::u32string DecodeUtf8(absl::string_view text);

void AppendUtf8(char32_t code_point, std::string* out);
std::string EncodeUtf8(std::u32string_view code_points);

// The longest prefix of `text` that has at most `max_bytes` bytes and splits no character.
absl::string_view TruncateUtf8(absl::string_view text, size_t max_bytes);

// A Chinese character: anything with the script property Han, ideographic zero (〇) included.
bool IsHan(char32_t code_point);

}  // namespace guanxi::text

#endif  // GUANXI_COMMON_TEXT_UTF8_H_
