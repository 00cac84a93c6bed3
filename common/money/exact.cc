#include "common/money/exact.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <optional>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/status_macros.h"
#include "common/filter/literal.h"

namespace guanxi::money {
namespace {

constexpr int64_t kTen18 = 1'000'000'000'000'000'000;
constexpr int kDigitsOfTen18 = 18;
constexpr size_t kPowers = 39;

// Of digits that fit, which is up to 38.
Int ReadDigits(absl::string_view digits) {
  Int value = 0;
  for (const char digit : digits) value = value * 10 + (digit - '0');
  return value;
}

// What ParseScaled makes of a number such as 12.50, of so few digits that a word holds it: most are
// like that, and quotes have hundreds. Nothing for all others.
std::optional<int64_t> ParsePlain(absl::string_view text, int places) {
  const size_t point = std::min(text.find('.'), text.size());
  const size_t behind = point < text.size() ? text.size() - point - 1 : 0;
  const auto wanted = static_cast<size_t>(places);
  if (point == 0 || (point < text.size() && behind == 0) || behind > wanted) return std::nullopt;
  if (point + wanted > kDigitsOfTen18) return std::nullopt;
  int64_t value = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (i == point) continue;
    if (!absl::ascii_isdigit(static_cast<unsigned char>(text[i]))) return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  for (size_t i = behind; i < wanted; ++i) value *= 10;
  return value;
}

// The digits of a number that is not negative.
std::string Digits(Int value) {
  const auto low = static_cast<int64_t>(value % kTen18);
  const Int high = value / kTen18;
  if (high == 0) return absl::StrCat(low);
  std::string tail = absl::StrCat(low);
  tail.insert(0, kDigitsOfTen18 - tail.size(), '0');
  return absl::StrCat(Digits(high), tail);
}

}  // namespace

Int PowerOfTen(int exponent) {
  static const auto& powers = *new std::array<Int, kPowers>([] {
    std::array<Int, kPowers> all = {1};
    for (size_t i = 1; i < all.size(); ++i) all[i] = all[i - 1] * 10;
    return all;
  }());
  return powers[static_cast<size_t>(exponent)];
}

Int DivideRounded(Int numerator, Int denominator) {
  const bool negative = numerator < 0;
  if (negative) numerator = -numerator;
  Int quotient = numerator / denominator;
  const Int rest = numerator % denominator;
  if (rest >= denominator - rest) ++quotient;
  return negative ? -quotient : quotient;
}

absl::StatusOr<Int> ParseScaled(absl::string_view text, int places) {
  if (const std::optional<int64_t> plain = ParsePlain(text, places); plain.has_value()) {
    return Int{*plain};
  }
  GUANXI_ASSIGN_OR_RETURN(const filter::Decimal decimal, filter::ParseDecimal(text));
  absl::string_view digits = decimal.text;
  const bool negative = absl::ConsumePrefix(&digits, "-");
  const size_t point = digits.find('.');
  const absl::string_view fraction =
      point == absl::string_view::npos ? "" : digits.substr(point + 1);
  if (static_cast<int>(fraction.size()) > places) {
    return absl::InvalidArgumentError(absl::StrCat("want at most ", places, " decimal places"));
  }
  // Of up to 29 and 9 digits: below 2^127.
  Int value = ReadDigits(digits.substr(0, point));
  value *= PowerOfTen(places);
  value += ReadDigits(fraction) * PowerOfTen(places - static_cast<int>(fraction.size()));
  return negative ? -value : value;
}

std::string FormatScaled(Int value, int places) {
  const bool negative = value < 0;
  std::string digits = Digits(negative ? -value : value);
  const auto fraction = static_cast<size_t>(places);
  if (digits.size() <= fraction) digits.insert(0, fraction + 1 - digits.size(), '0');
  if (places > 0) {
    digits.insert(digits.size() - fraction, ".");
    digits.erase(digits.find_last_not_of('0') + 1);
    if (digits.back() == '.') digits.pop_back();
  }
  return absl::StrCat(negative ? "-" : "", digits);
}

std::vector<Int> Spread(Int total, absl::Span<const Int> weights) {
  if (total < 0) {
    std::vector<Int> parts = Spread(-total, weights);
    for (Int& part : parts) part = -part;
    return parts;
  }
  std::vector<Int> parts(weights.size());
  const Int sum = std::accumulate(weights.begin(), weights.end(), Int{0});
  if (sum == 0) {
    if (!parts.empty()) parts.back() = total;
    return parts;
  }
  std::vector<Int> cut(weights.size());
  Int left = total;
  for (size_t i = 0; i < weights.size(); ++i) {
    parts[i] = total * weights[i] / sum;
    cut[i] = total * weights[i] % sum;
    left -= parts[i];
  }
  std::vector<size_t> order(weights.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return cut[a] > cut[b]; });
  for (size_t i = 0; left > 0; ++i, --left) ++parts[order[i]];
  return parts;
}

}  // namespace guanxi::money
