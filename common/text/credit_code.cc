#include "common/text/credit_code.h"

#include <string>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/text/fold.h"
#include "common/text/utf8.h"

namespace guanxi::text {
namespace {

constexpr absl::string_view kAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
constexpr int kModulus = 31;

}  // namespace

absl::StatusOr<char> CreditCodeCheckCharacter(absl::string_view first17) {
  if (first17.size() != kCreditCodeLength - 1) {
    return absl::InvalidArgumentError(absl::StrCat(first17.size(), " characters, want 17"));
  }
  // Weights are the powers of 3.
  int sum = 0;
  for (int i = 0, weight = 1; i < kCreditCodeLength - 1; ++i, weight = weight * 3 % kModulus) {
    const size_t value = kAlphabet.find(first17[i]);
    if (value == absl::string_view::npos) {
      return absl::InvalidArgumentError(
          absl::StrCat("\"", first17.substr(i, 1), "\" at position ", i + 1,
                       " is not in the alphabet of credit codes (no I, O, S, V, Z)"));
    }
    sum += static_cast<int>(value) * weight;
  }
  return kAlphabet[(kModulus - sum % kModulus) % kModulus];
}

absl::StatusOr<std::string> ParseCreditCode(absl::string_view text) {
  GUANXI_ASSIGN_OR_RETURN(const std::string normal, NormalizeCode(text));
  std::string code;
  for (char c : normal) {
    if (c != ' ' && c != '-') code.push_back(absl::ascii_toupper(c));
  }
  const size_t length = DecodeUtf8(code).size();
  if (length != kCreditCodeLength) {
    return absl::InvalidArgumentError(
        absl::StrCat("credit code: ", length, " characters, want ", kCreditCodeLength));
  }
  if (code.size() != length) {
    return absl::InvalidArgumentError("credit code: only digits and Latin letters are allowed");
  }
  const auto expected = CreditCodeCheckCharacter(absl::string_view(code).substr(0, 17));
  if (!expected.ok()) {
    return absl::InvalidArgumentError(absl::StrCat("credit code: ", expected.status().message()));
  }
  if (code.back() != *expected) {
    return absl::InvalidArgumentError(
        absl::StrCat("credit code: check character at position 18 is \"", code.substr(17),
                     "\", want \"", std::string(1, *expected), "\""));
  }
  return code;
}

}  // namespace guanxi::text
