// Whole-number arithmetic for amounts: exact, and rounded in one stated way.
//
// A decimal is kept as a whole number of its smallest part: 12.5 to two places is 1250. There is no
// floating point. Pure and thread-safe.
#ifndef GUANXI_COMMON_MONEY_EXACT_H_
#define GUANXI_COMMON_MONEY_EXACT_H_

#include <string>
#include <vector>

#include "absl/numeric/int128.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace guanxi::money {

using Int = absl::int128;

// The most decimal places that are read anywhere.
inline constexpr int kMaxPlaces = 9;

// 10^`exponent`, of 0 to 38.
Int PowerOfTen(int exponent);

// `numerator` / `denominator`, which is above zero, rounded half away from zero: 5 / 2 is 3, and
// -5 / 2 is -3. No rounding of ours is another one.
Int DivideRounded(Int numerator, Int denominator);

// The decimal number `text` (`-12.50`, `2.997e9`) in whole 10^-`places`, of 0 to kMaxPlaces.
//   INVALID_ARGUMENT, without a prefix: no number, one of more than 29 digits before the point, or
//                     of more than `places` behind it
absl::StatusOr<Int> ParseScaled(absl::string_view text, int places);

// The shortest text of `value` * 10^-`places`: ParseScaled reads it back.
std::string FormatScaled(Int value, int places);

// `total` in parts proportional to `weights`, none of which is negative: each is cut to a whole
// number, and what that leaves goes, one by one, to those from which most was cut, of equal ones to
// the first. The parts sum to `total`, and none is more than its weight if `total` is not more than
// all weights. |total| times any weight is below 2^127. All zero weights: all parts are zero but
// the last, which is `total`; no weights: no parts.
std::vector<Int> Spread(Int total, absl::Span<const Int> weights);

}  // namespace guanxi::money

#endif  // GUANXI_COMMON_MONEY_EXACT_H_
