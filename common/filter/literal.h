// The values that filters compare with.
//
// A literal is what a checked filter hands to a store or compares with a
// record in memory. The type is this package's own so that filters know
// nothing of databases; whoever runs the SQL turns literals into parameters.
#ifndef GUANXI_COMMON_FILTER_LITERAL_H_
#define GUANXI_COMMON_FILTER_LITERAL_H_

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace guanxi::filter {

// A binary identifier.
struct Bytes {
  std::string value;
};

// An exact decimal number, at most 29 digits before the point and 9 behind it.
// `text` is canonical: no leading or trailing zeros, no `+`, no exponent, never
// `-0`.
struct Decimal {
  std::string text;
};

// An amount in one currency; `currency` is three capital letters (ISO 4217).
struct Money {
  Decimal amount;
  std::string currency;
};

// int64 stands for INT64, for ENUM (its number) and for DURATION (microseconds).
using Literal =
    std::variant<bool, int64_t, std::string, Bytes, Decimal, absl::Time, absl::CivilDay, Money>;

// The decimal that stands for a double below 1e29: its value to nine places.
Decimal DecimalOf(double number);

// Reads `-12.50` or `2.997e9`. The error's text says what was expected.
absl::StatusOr<Decimal> ParseDecimal(absl::string_view text);

// Reads a number of any number of digits as the nearest double, and gives its DecimalOf: two
// spellings of one double are equal. The error's text says what was expected.
absl::StatusOr<Decimal> ParseDouble(absl::string_view text);

// Reads `12.50 CNY`. The error's text says what was expected.
absl::StatusOr<Money> ParseMoney(absl::string_view text);

// The decimal `units` + `nanos` / 10^9, as google.type.Money has it. Both of one sign, or zero;
// |nanos| below 10^9.
Decimal DecimalOf(int64_t units, int32_t nanos);

// Negative, zero or positive as `a` is less than, equal to or greater than `b`;
// nothing when they are of different types or currencies. Whole and decimal
// numbers compare by value. Strings compare as MariaDB's `utf8mb4_bin` does: by
// code point, blanks at the end do not count.
std::optional<int> Compare(const Literal& a, const Literal& b);

// `text` without the blanks at its end, which do not count where strings compare.
std::string TrimBlanks(absl::string_view text);

// `text` as a string of the filter language, quotes included.
std::string QuoteString(absl::string_view text);

}  // namespace guanxi::filter

#endif  // GUANXI_COMMON_FILTER_LITERAL_H_
