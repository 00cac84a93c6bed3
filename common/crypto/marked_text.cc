#include "common/crypto/marked_text.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/crypto/digest.h"

namespace guanxi::crypto {
namespace {

constexpr size_t kMarkBytes = 8;
constexpr size_t kMaxTextBytes = 128;

std::string Mark(absl::string_view secret, absl::string_view what, absl::string_view bound,
                 absl::string_view bytes) {
  return HmacSha256(secret, absl::StrCat(what, "\n", bound, bytes)).substr(0, kMarkBytes);
}

}  // namespace

std::string MarkedText(absl::string_view secret, absl::string_view what, absl::string_view bound,
                       absl::string_view bytes) {
  return absl::WebSafeBase64Escape(absl::StrCat(bytes, Mark(secret, what, bound, bytes)));
}

std::optional<std::string> UnmarkedText(absl::string_view secret, absl::string_view what,
                                        absl::string_view bound, absl::string_view text,
                                        size_t count) {
  std::string bytes;
  if (text.size() > kMaxTextBytes || !absl::WebSafeBase64Unescape(text, &bytes)) {
    return std::nullopt;
  }
  // Decoding forgives blanks, padding and unused bits; what was made here has one spelling.
  if (bytes.size() != count + kMarkBytes || absl::WebSafeBase64Escape(bytes) != text) {
    return std::nullopt;
  }
  const std::string content = bytes.substr(0, count);
  if (!ConstantTimeEquals(bytes.substr(count), Mark(secret, what, bound, content))) {
    return std::nullopt;
  }
  return content;
}

}  // namespace guanxi::crypto
