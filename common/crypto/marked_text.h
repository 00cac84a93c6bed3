// Bytes that strangers carry and cannot make: in links, and in pages of others.
//
// All functions are thread-safe.
#ifndef GUANXI_COMMON_CRYPTO_MARKED_TEXT_H_
#define GUANXI_COMMON_CRYPTO_MARKED_TEXT_H_

#include <cstddef>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace guanxi::crypto {

// `bytes`, with a mark of 8 bytes that takes `secret` to make, as base64url. They can be read by
// everybody. The same secret marks other things elsewhere: `what` (`lead.form_key`) keeps them
// apart, and `bound` binds the text to what it is given out with, of a fixed length or none.
std::string MarkedText(absl::string_view secret, absl::string_view what, absl::string_view bound,
                       absl::string_view bytes);

// The bytes, `count` of them; nothing if `text`, of at most 128 characters, was not made so.
std::optional<std::string> UnmarkedText(absl::string_view secret, absl::string_view what,
                                        absl::string_view bound, absl::string_view text,
                                        size_t count);

}  // namespace guanxi::crypto

#endif  // GUANXI_COMMON_CRYPTO_MARKED_TEXT_H_
