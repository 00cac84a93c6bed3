// JSON from outside, read without benefit of the doubt.
#ifndef GUANXI_COMMON_AUTH_STRICT_JSON_H_
#define GUANXI_COMMON_AUTH_STRICT_JSON_H_

#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace guanxi {

// The object that `text` is, or nothing if it is anything else: too long, nested deeper than eight
// levels, not UTF-8, or with a key twice (two readers could understand two different things).
// Throws nothing.
std::optional<nlohmann::json> ParseStrictObject(absl::string_view text, size_t max_size);

// The member's text, or nothing if it is absent or no string.
std::optional<std::string> TextMember(const nlohmann::json& object, const char* key);

// base64url without padding (RFC 7515), and only as its encoder writes it: no other alphabet, no
// padding, no stray bits at the end.
std::optional<std::string> DecodeBase64Url(absl::string_view text);
std::string EncodeBase64Url(absl::string_view bytes);

}  // namespace guanxi

#endif  // GUANXI_COMMON_AUTH_STRICT_JSON_H_
