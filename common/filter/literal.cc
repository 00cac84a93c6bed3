#include "common/filter/literal.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <type_traits>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"

namespace guanxi::filter {
namespace {

constexpr size_t kMaxIntegerDigits = 29;
constexpr size_t kMaxFractionDigits = 9;
constexpr int kMaxExponent = 40;
constexpr size_t kCurrencyLetters = 3;
constexpr double kDoublesEnd = 1e29;

absl::Status NotADecimal() {
  return absl::InvalidArgumentError(
      "expected a number such as -12.5, at most 29 digits before the point and 9 behind it");
}

bool AllDigits(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

// Splits `12.5` into its digits; false when it is not a plain number.
bool SplitDigits(absl::string_view text, std::string* integer, std::string* fraction) {
  const size_t dot = text.find('.');
  *integer = std::string(text.substr(0, dot));
  *fraction = dot == absl::string_view::npos ? "" : std::string(text.substr(dot + 1));
  const bool dangling = dot != absl::string_view::npos && fraction->empty();
  return !integer->empty() && !dangling && AllDigits(*integer) && AllDigits(*fraction);
}

// Moves the point by `exponent` places.
void Shift(int exponent, std::string* integer, std::string* fraction) {
  for (; exponent > 0; --exponent) {
    integer->push_back(fraction->empty() ? '0' : fraction->front());
    if (!fraction->empty()) fraction->erase(0, 1);
  }
  for (; exponent < 0; ++exponent) {
    fraction->insert(0, 1, integer->empty() ? '0' : integer->back());
    if (!integer->empty()) integer->pop_back();
  }
}

template <typename T>
int ThreeWay(const T& a, const T& b) {
  return a < b ? -1 : (b < a ? 1 : 0);
}

// Compares the digits of two canonical, unsigned numbers.
int CompareDigits(absl::string_view a, absl::string_view b) {
  const size_t a_integer = std::min(a.find('.'), a.size());
  const size_t b_integer = std::min(b.find('.'), b.size());
  if (a_integer != b_integer) return ThreeWay(a_integer, b_integer);
  return ThreeWay(a, b);
}

int CompareSame(const Decimal& a, const Decimal& b) {
  const bool a_negative = absl::StartsWith(a.text, "-");
  const bool b_negative = absl::StartsWith(b.text, "-");
  if (a_negative != b_negative) return a_negative ? -1 : 1;
  if (!a_negative) return CompareDigits(a.text, b.text);
  return -CompareDigits(absl::StripPrefix(a.text, "-"), absl::StripPrefix(b.text, "-"));
}

int CompareSame(const Bytes& a, const Bytes& b) { return ThreeWay(a.value, b.value); }

// PAD SPACE: the shorter text counts as filled up with blanks.
int CompareSame(const std::string& a, const std::string& b) {
  const size_t common = std::min(a.size(), b.size());
  if (const int order = a.compare(0, common, b, 0, common); order != 0) return order;
  const bool a_longer = a.size() > common;
  for (const unsigned char c : (a_longer ? a : b).substr(common)) {
    if (c != ' ') return (c > ' ') == a_longer ? 1 : -1;
  }
  return 0;
}

std::optional<int> CompareSame(const Money& a, const Money& b) {
  if (a.currency != b.currency) return std::nullopt;
  return CompareSame(a.amount, b.amount);
}

template <typename T>
int CompareSame(const T& a, const T& b) {
  return ThreeWay(a, b);
}

// A whole number beside a decimal one; nothing if they are no such pair.
std::optional<int> CompareNumbers(const Literal& a, const Literal& b) {
  const auto* whole = std::get_if<int64_t>(&a);
  const auto* decimal = std::get_if<Decimal>(&b);
  if (whole == nullptr || decimal == nullptr) return std::nullopt;
  return CompareSame(DecimalOf(*whole, 0), *decimal);
}

}  // namespace

absl::StatusOr<Decimal> ParseDecimal(absl::string_view text) {
  const bool negative = absl::ConsumePrefix(&text, "-");
  const size_t e = text.find_first_of("eE");
  int exponent = 0;
  if (e != absl::string_view::npos) {
    if (!absl::SimpleAtoi(text.substr(e + 1), &exponent)) return NotADecimal();
    if (exponent > kMaxExponent || exponent < -kMaxExponent) return NotADecimal();
  }
  std::string integer, fraction;
  if (!SplitDigits(text.substr(0, e), &integer, &fraction)) return NotADecimal();
  Shift(exponent, &integer, &fraction);
  integer.erase(0, integer.find_first_not_of('0'));
  fraction.erase(fraction.find_last_not_of('0') + 1);
  if (integer.size() > kMaxIntegerDigits || fraction.size() > kMaxFractionDigits) {
    return NotADecimal();
  }
  if (integer.empty() && fraction.empty()) return Decimal{"0"};
  return Decimal{absl::StrCat(negative ? "-" : "", integer.empty() ? "0" : integer,
                              fraction.empty() ? "" : ".", fraction)};
}

Decimal DecimalOf(double number) {
  // Digits, a point and nine digits, which is a decimal.
  return ParseDecimal(absl::StrFormat("%.9f", number)).value_or(Decimal{"0"});
}

absl::StatusOr<Decimal> ParseDouble(absl::string_view text) {
  // Abseil reads "nan", "infinity" and hexadecimal digits, too.
  const bool plain = text.find_first_not_of("0123456789.+-eE") == absl::string_view::npos;
  double number = 0;
  if (!plain || !absl::SimpleAtod(text, &number) || !(std::abs(number) < kDoublesEnd)) {
    return absl::InvalidArgumentError("expected a number such as -12.5 or 1.5e6, below 1e29");
  }
  return DecimalOf(number);
}

absl::StatusOr<Money> ParseMoney(absl::string_view text) {
  const size_t blank = text.find(' ');
  const absl::string_view currency = blank == absl::string_view::npos ? "" : text.substr(blank + 1);
  absl::StatusOr<Decimal> amount = ParseDecimal(text.substr(0, blank));
  const bool is_code = currency.size() == kCurrencyLetters &&
                       std::all_of(currency.begin(), currency.end(), absl::ascii_isupper);
  if (!amount.ok() || !is_code) {
    return absl::InvalidArgumentError("expected an amount and its currency like \"12.50 CNY\"");
  }
  return Money{*std::move(amount), std::string(currency)};
}

Decimal DecimalOf(int64_t units, int32_t nanos) {
  if (nanos == 0) return Decimal{absl::StrCat(units)};
  const bool negative = units < 0 || nanos < 0;
  std::string fraction = absl::StrFormat("%09d", std::abs(nanos));
  fraction.erase(fraction.find_last_not_of('0') + 1);
  // The smallest int64 has no positive twin.
  const uint64_t whole = units < 0 ? 0 - static_cast<uint64_t>(units) : units;
  return Decimal{absl::StrCat(negative ? "-" : "", whole, ".", fraction)};
}

std::optional<int> Compare(const Literal& a, const Literal& b) {
  if (a.index() != b.index()) {
    if (const auto order = CompareNumbers(a, b); order.has_value()) return order;
    const auto reversed = CompareNumbers(b, a);
    return reversed.has_value() ? std::optional<int>(-*reversed) : std::nullopt;
  }
  return std::visit(
      [&b](const auto& left) -> std::optional<int> {
        return CompareSame(left, std::get<std::decay_t<decltype(left)>>(b));
      },
      a);
}

std::string TrimBlanks(absl::string_view text) {
  return std::string(text.substr(0, text.find_last_not_of(' ') + 1));
}

std::string QuoteString(absl::string_view text) {
  return absl::StrCat(
      "\"", absl::StrReplaceAll(text, {{"\\", "\\\\"}, {"\"", "\\\""}, {"*", "\\*"}}), "\"");
}

}  // namespace guanxi::filter
