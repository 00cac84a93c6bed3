// Exact arithmetic with google.type.Money: whole billionths, no rounding anywhere.
#ifndef GUANXI_LEAD_SVC_CONTRACTS_AMOUNTS_H_
#define GUANXI_LEAD_SVC_CONTRACTS_AMOUNTS_H_

#include <cstdint>
#include <string>

#include "absl/numeric/int128.h"
#include "absl/strings/string_view.h"
#include "common/errors/errors.h"
#include "google/type/money.pb.h"

namespace guanxi::lead {

// A money field holds at most so many units: the sums of a contract's rows stay far from the ends
// of Money.
inline constexpr int64_t kMaxUnits = 1'000'000'000'000'000;

// Billionths of a unit. An amount that is not set is none.
using Nanos = absl::int128;
Nanos NanosOf(const google::type::Money& money);
// Of at most the sums of a contract's rows.
google::type::Money MoneyOf(Nanos nanos, const std::string& currency);
// What a DECIMAL of at most nine decimal places is, as the server writes it (`-12.500000000`); 0
// for NULL's "".
Nanos NanosOfDecimal(absl::string_view text);
// `12.5`, for the texts and metadata of errors.
std::string TextOf(Nanos nanos);

// An amount in a currency of ISO 4217, its code in capitals, of at most kMaxUnits.
enum class Least { kZero, kMore };
void CheckAmount(absl::string_view path, const google::type::Money& money, Least least,
                 Violations* violations);
// The currency of the contract, for an amount that is set.
void CheckCurrency(absl::string_view path, const google::type::Money& money,
                   const std::string& currency, Violations* violations);

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_CONTRACTS_AMOUNTS_H_
