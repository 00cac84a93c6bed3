// E-mail addresses: checked with the few rules that do not turn real addresses away.
#ifndef GUANXI_COMMON_TEXT_EMAIL_H_
#define GUANXI_COMMON_TEXT_EMAIL_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace guanxi::text {

// Bytes of a whole address and of the part before the "@" (RFC 5321).
inline constexpr int kMaxEmailBytes = 254;
inline constexpr int kMaxEmailLocalBytes = 64;

struct Email {
  // The form to store and to write to: domain lower-case and in ASCII (IDNA), the part before the
  // "@" as it was given.
  std::string address;
  // `address` in lower case: what makes two addresses the same and what the blind index takes.
  std::string match_key;
};

// Accepts surrounding white space, full-width characters ("张三＠例子.公司" is an address),
// `mailto:` and angle brackets, and punctuation behind it ("me@example.com.", "me@example.com，").
// No comments, quoted local parts or address literals; the domain needs a dot.
//
// A name or word with the address, as in `张三 <a@b.cn>`, `a@b.cn (张三)` or `邮箱：a@b.cn`, goes
// to
// `*around`; where it is null it is refused.
//
// INVALID_ARGUMENT with a text that says what is wrong. Pure and thread-safe.
absl::StatusOr<Email> ParseEmail(absl::string_view text, std::string* around = nullptr);

}  // namespace guanxi::text

#endif  // GUANXI_COMMON_TEXT_EMAIL_H_
