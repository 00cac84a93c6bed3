// Amounts of money as registers and lists write them.
#ifndef GUANXI_COMMON_TEXT_MONEY_H_
#define GUANXI_COMMON_TEXT_MONEY_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace guanxi::text {

// As google.type.Money.
struct Money {
  std::string currency;  // ISO 4217: "CNY".
  int64_t units = 0;
  int32_t nanos = 0;  // Of the same sign as `units`.
};

// Whether `code` is three capital letters that ISO 4217 gives, or gave, to a currency.
bool IsCurrencyCode(absl::string_view code);

// Reads an amount with its currency before or behind it, as a code, a sign that only one currency
// has, or a Chinese word: CNY 1000000.50, 100万美元, HK$ 1,000, (人民币)500万元整, 1.5亿元人民币.
// The amount may be in 万 or 亿, and have commas between thousands. EUR 1.000 is a thousand for
// some and one for others: a point before exactly three digits is refused where it may be either.
//
// An amount without a currency, and 元 and ¥, are CNY where `default_region` is China, as its
// registers write them; elsewhere they are refused, as $ and others that several countries share
// are everywhere.
//
// INVALID_ARGUMENT, without a prefix, for anything else: percentages, ranges, shares, numbers in
// Chinese characters, more than nine decimal places. Pure and thread-safe.
absl::StatusOr<Money> ParseMoney(absl::string_view text, absl::string_view default_region);

}  // namespace guanxi::text

#endif  // GUANXI_COMMON_TEXT_MONEY_H_
