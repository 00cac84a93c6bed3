// Amounts of google.type.Money as whole numbers, for arithmetic that must be exact.
//
// Pure and thread-safe. A Money whose `units` and `nanos` are of two signs, or with |nanos| of a
// whole unit or more, is no amount: rules::CheckMoney and the engine's columns refuse it before.
#ifndef GUANXI_COMMON_MONEY_AMOUNT_H_
#define GUANXI_COMMON_MONEY_AMOUNT_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "common/errors/errors.h"
#include "common/money/exact.h"
#include "google/type/decimal.pb.h"
#include "google/type/money.pb.h"

namespace guanxi::money {

// What one amount, or a sum of some, is at most, in units of its currency: 10^15. In smallest units
// of any currency it is at most 10^19, so that two of them multiply within Int.
inline constexpr int64_t kMaxUnits = 1'000'000'000'000'000;

// How many decimal places a currency of ISO 4217 has: 2 for CNY, 0 for JPY, 3 for KWD; 2 for what
// is none. The smallest unit is 10^-places of a unit.
int PlacesOf(absl::string_view currency);

// An amount in 10^-9 of a unit.
Int NanosOf(const google::type::Money& money);

// An amount in smallest units of `places`; nothing if it is no whole number of them.
std::optional<Int> SmallestOf(const google::type::Money& money, int places);

// The amount of so many smallest units of a currency with `places`; |smallest| is at most
// 10^`places` times 9 * 10^18.
google::type::Money MoneyOf(Int smallest, int places, const std::string& currency);

// What |smallest| may be in a currency with `places`: kMaxUnits.
Int MaxSmallest(int places);

// What numbers a decimal may be, ends included, in whole 10^-`places`.
struct Bounds {
  int places;
  Int least;
  Int most;
};
// Percents of a whole: 0 to 100, to six places.
Bounds PercentBounds();

// Brings a decimal into its shortest form (`12.50`: `12.5`) and returns it in whole
// 10^-`bounds.places`; nothing, with a violation at `path`, if it is no number within the bounds.
std::optional<Int> TakeDecimal(absl::string_view path, const Bounds& bounds,
                               google::type::Decimal* decimal, Violations* violations);

// The same of one that was taken before: in normal form and within its bounds, else 0.
Int ScaledOf(const google::type::Decimal& decimal, int places);

}  // namespace guanxi::money

#endif  // GUANXI_COMMON_MONEY_AMOUNT_H_
