// Characters in UTF-8. Thread safety: all.
#ifndef GUANXI_GATEWAY_ENVOY_CHECK_UTF8_H_
#define GUANXI_GATEWAY_ENVOY_CHECK_UTF8_H_

#include <string>
#include <string_view>

namespace guanxi::edge {

// No surrogates, no overlong forms, no code points past U+10FFFF. Takes a byte's time for eight of
// ASCII.
bool IsUtf8(std::string_view text);

// `code` is a code point that is no surrogate.
void AppendUtf8(int code, std::string* out);

}  // namespace guanxi::edge

#endif  // GUANXI_GATEWAY_ENVOY_CHECK_UTF8_H_
