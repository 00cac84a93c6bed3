// Money of contracts: whole billionths of a unit (common/money), and what fields of it may hold.
#ifndef GUANXI_LEAD_SVC_CONTRACTS_AMOUNTS_H_
#define GUANXI_LEAD_SVC_CONTRACTS_AMOUNTS_H_

#include <string>

#include "absl/strings/string_view.h"
#include "common/errors/errors.h"
#include "common/money/amount.h"
#include "common/money/exact.h"
#include "google/type/money.pb.h"

namespace guanxi::lead {

// Billionths of a unit. An amount that is not set is none.
using Nanos = money::Int;
using money::NanosOf;

inline google::type::Money MoneyOf(Nanos nanos, const std::string& currency) {
  return money::MoneyOf(nanos, money::kMaxPlaces, currency);
}
// What a DECIMAL of at most nine decimal places is, as the server writes it; 0 for NULL's "".
inline Nanos NanosOfDecimal(absl::string_view text) {
  return money::ParseScaled(text, money::kMaxPlaces).value_or(0);
}
// `12.5`, for the texts and metadata of errors.
inline std::string TextOf(Nanos nanos) { return money::FormatScaled(nanos, money::kMaxPlaces); }

// An amount as rules::CheckMoney has it.
enum class Least { kZero, kMore };
void CheckAmount(absl::string_view path, const google::type::Money& money, Least least,
                 Violations* violations);
// The currency of the contract, for an amount that is set.
void CheckCurrency(absl::string_view path, const google::type::Money& money,
                   const std::string& currency, Violations* violations);

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_CONTRACTS_AMOUNTS_H_
