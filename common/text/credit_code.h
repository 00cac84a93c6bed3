// Unified social credit codes (统一社会信用代码), GB 32100-2015.
#ifndef GUANXI_COMMON_TEXT_CREDIT_CODE_H_
#define GUANXI_COMMON_TEXT_CREDIT_CODE_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace guanxi::text {

inline constexpr int kCreditCodeLength = 18;

// The code in its one stored form: 18 upper-case characters. Full-width characters, lower case,
// blanks and hyphens are accepted. The alphabet is 0-9 and A-Z without I, O, S, V, Z; character 18
// is a check character over the first 17.
//
// INVALID_ARGUMENT with a text that names the position (from 1) and, for a wrong check character,
// the one that the other 17 ask for. Pure and thread-safe.
absl::StatusOr<std::string> ParseCreditCode(absl::string_view text);

// The check character for the first 17 characters of a code, which must be in the alphabet.
// INVALID_ARGUMENT otherwise.
absl::StatusOr<char> CreditCodeCheckCharacter(absl::string_view first17);

}  // namespace guanxi::text

#endif  // GUANXI_COMMON_TEXT_CREDIT_CODE_H_
