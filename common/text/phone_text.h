// The written form of one phone number taken apart: number, extension, and the words around them.
#ifndef GUANXI_COMMON_TEXT_PHONE_TEXT_H_
#define GUANXI_COMMON_TEXT_PHONE_TEXT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace guanxi::text {

// An extension of more digits is another number.
inline constexpr size_t kMaxExtensionDigits = 7;

struct PhoneText {
  std::string number;     // Digits, separators, and at most one "+" before the first digit.
  std::string extension;  // Digits; empty: none.
  // Not empty if no word says that the extension is one: the number with it, should it be the
  // number's last digits. "88881234-8", "88881234(8)".
  std::string whole;
  // The extension stands in brackets.
  bool bracketed = false;
  std::string around;  // "张经理" of "13800138000（张经理）"; no digits.
};

// Takes `normal` (NormalizeCode) apart. INVALID_ARGUMENT, without a prefix, says what is no part of
// a number, or that the extension is too long. Pure and thread-safe.
absl::StatusOr<PhoneText> TakePhoneApart(absl::string_view normal);

// Whether `text` begins with the mark of an extension: 转8001, ext. 8001, ;ext=8001.
bool StartsWithExtension(absl::string_view text);

// The groups of digits in `number`, in order.
std::vector<std::string> DigitGroups(absl::string_view number);

// `text` without what stands at its ends and is no letter, digit or mark.
std::string TrimPunctuation(absl::string_view text);

}  // namespace guanxi::text

#endif  // GUANXI_COMMON_TEXT_PHONE_TEXT_H_
